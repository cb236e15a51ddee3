// From the backend's answer to the client's: chosen by the backend's status, mapped, overridden.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
import type { HttpResponse } from "../../../core/http.ts";
import { chooseTemplate } from "./choose-template.ts";
import { configurationError } from "../request/gateway-error.ts";
import { renderTemplate } from "../integration/integration-request.ts";
import { type BackendResponse, type Invocation, toParameterSource } from "../request/invocation.ts";
import type { MappingTemplate, Overrides } from "../templates/mapping-template.ts";
import { applyMapping, type ParameterMapping } from "./parameter-mapping.ts";
import { toResponseHeaders } from "./response-headers.ts";

export type ResponseMapping = {
  /** `undefined`: the default, for every status that nothing else matches. */
  readonly pattern: RegExp | undefined;
  readonly status: number;
  readonly headers: ParameterMapping;
  readonly templates: ReadonlyMap<string, MappingTemplate>;
};

const choose = (mappings: readonly ResponseMapping[], status: number): ResponseMapping => {
  const mapping =
    mappings.find(({ pattern }) => pattern?.test(String(status)) === true) ??
    mappings.find(({ pattern }) => pattern === undefined);
  if (mapping === undefined) {
    throw configurationError(
      `no match for output mapping and no default output mapping configured; the backend's status is ${status}`,
    );
  }
  return mapping;
};

/** AWS takes an integer from 100 to 599; another value changes nothing. */
const overriddenStatus = (overrides: Overrides | undefined): number | undefined => {
  const status = overrides?.responseOverride.status;
  return Number.isInteger(status) && Number(status) >= 100 && Number(status) <= 599
    ? Number(status)
    : undefined;
};

const overriddenHeaders = (overrides: Overrides | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(overrides?.responseOverride.header ?? {}).map(([name, value]) => [name, String(value)]),
  );

/** Throws API_CONFIGURATION_ERROR when nothing matches the status, or when the template fails on this answer. */
export const toMethodResponse = (
  mappings: readonly ResponseMapping[],
  answer: BackendResponse,
  invocation: Invocation,
): HttpResponse => {
  const mapping = choose(mappings, answer.status);
  const [contentType, template] =
    chooseTemplate(mapping.templates, invocation.request.headers["accept"]) ?? [];
  const rendered = template === undefined ? undefined : renderTemplate(template, invocation, answer.text);
  const headers = {
    ...applyMapping(mapping.headers, toParameterSource(invocation, answer)),
    ...overriddenHeaders(rendered?.overrides),
  };
  return {
    status: overriddenStatus(rendered?.overrides) ?? mapping.status,
    headers: {
      "content-type":
        contentType === undefined || contentType === "$default" ? "application/json" : contentType,
      ...toResponseHeaders(headers, "mapped"),
    },
    body: Buffer.from(rendered?.text ?? answer.text),
  };
};
