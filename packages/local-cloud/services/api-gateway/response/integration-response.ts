// From the backend's response to the client's: chosen by the backend's status, mapped, overridden.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
import type { HttpResponse } from "../../../core/http.ts";
import { configurationError } from "../request/gateway-error.ts";
import type { BackendResponse, Invocation } from "../request/invocation.ts";
import type { MappingTemplate, ResponseOverride } from "../templates/mapping-template.ts";
import { chooseTemplate } from "./choose-template.ts";
import { toResponseHeaders } from "./response-headers.ts";

export type ResponseMapping = {
  /** `undefined`: the default, for every status that nothing else matches. */
  readonly pattern: RegExp | undefined;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
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
const overriddenStatus = ({ status }: ResponseOverride): number | undefined =>
  Number.isInteger(status) && Number(status) >= 100 && Number(status) <= 599 ? Number(status) : undefined;

const overriddenHeaders = ({ header }: ResponseOverride): Record<string, string> =>
  Object.fromEntries(Object.entries(header).map(([name, value]) => [name, String(value)]));

const render = (template: MappingTemplate | undefined, text: string, { context }: Invocation) => {
  try {
    return template?.render(text, context) ?? { text, override: { header: {} } };
  } catch (error) {
    throw configurationError(`a mapping template failed: ${String(error)}`);
  }
};

/** Throws API_CONFIGURATION_ERROR when nothing matches the status, or when the template fails on this response. */
export const toMethodResponse = (
  mappings: readonly ResponseMapping[],
  response: BackendResponse,
  invocation: Invocation,
): HttpResponse => {
  const mapping = choose(mappings, response.status);
  const [contentType, template] =
    chooseTemplate(mapping.templates, invocation.request.headers["accept"]) ?? [];
  const { text, override } = render(template, response.text, invocation);
  const headers = { ...mapping.headers, ...overriddenHeaders(override) };
  return {
    status: overriddenStatus(override) ?? mapping.status,
    headers: {
      "content-type":
        contentType === undefined || contentType === "$default" ? "application/json" : contentType,
      ...toResponseHeaders(headers, "mapped"),
    },
    body: Buffer.from(text),
  };
};
