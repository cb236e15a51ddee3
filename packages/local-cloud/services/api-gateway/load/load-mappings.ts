// Compiles the templates and static headers of an integration, in both directions.
import { allOrProblems } from "../../../stack/stack-error.ts";
import type { RequestMapping } from "../integration/integration-request.ts";
import type { ResponseMapping } from "../response/integration-response.ts";
import { compileTemplate, type MappingTemplate } from "../templates/mapping-template.ts";
import type { IntegrationResponseResource, MethodParts } from "./method-parts.ts";
import { toStaticValue } from "../response/static-value.ts";
import { at } from "./at-address.ts";
import { toMediaType } from "../request/stage-request.ts";

/** A mapping may not set what API Gateway sets itself; AWS answers 500 when it is called. */
const forbiddenHeaders = new Set([
  "authorization",
  "connection",
  "content-length",
  "expect",
  "host",
  "proxy-authenticate",
  "te",
  "transfer-encoding",
  "x-amz-security-token",
  "x-amzn-trace-id",
]);

const compileTemplates = (
  templates: Readonly<Record<string, string>>,
): ReadonlyMap<string, MappingTemplate> =>
  new Map(
    Object.entries(templates).map(([type, template]) => {
      try {
        return [toMediaType(type), compileTemplate(template)];
      } catch (error) {
        throw new Error(
          `the template for ${type}: ${error instanceof Error ? error.message : String(error)}`,
          { cause: error },
        );
      }
    }),
  );

const compileHeaders = (
  parameters: Readonly<Record<string, string>>,
  prefix: string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(parameters).map(([target, expression]) => {
      const header = target.startsWith(prefix) ? target.slice(prefix.length) : "";
      if (header === "") throw new Error(`the parameter ${target} is not supported by the local cloud`);
      return [header, toStaticValue(expression)];
    }),
  );

/** Throws for a template or a mapping that cannot be run faithfully. */
export const toRequestMapping = ({ integration }: MethodParts): RequestMapping => {
  const { request_templates, request_parameters, passthrough_behavior } = integration.config;
  if (passthrough_behavior !== "NEVER")
    throw new Error(`the passthrough_behavior ${passthrough_behavior} is not supported by the local cloud`);
  const headers = compileHeaders(request_parameters, "integration.request.header.");
  const forbidden = Object.keys(headers).find((name) => forbiddenHeaders.has(name.toLowerCase()));
  if (forbidden !== undefined) throw new Error(`the header ${forbidden} cannot be mapped`);
  return {
    templates: compileTemplates(request_templates),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  };
};

const toResponseMapping = (
  { config }: IntegrationResponseResource,
  { methodResponses }: MethodParts,
): ResponseMapping => {
  const declared = methodResponses.find((response) => response.config.status_code === config.status_code);
  if (declared === undefined) throw new Error(`the method has no method response ${config.status_code}`);
  for (const target of Object.keys(config.response_parameters)) {
    if (!Object.hasOwn(declared.config.response_parameters, target)) {
      throw new Error(`${target} is not among the response_parameters of ${declared.address}`);
    }
  }
  const pattern = config.selection_pattern ?? "";
  return {
    // Java's matches(): the whole text.
    pattern: pattern === "" ? undefined : new RegExp(`^(?:${pattern})$`),
    status: Number(config.status_code),
    headers: compileHeaders(config.response_parameters, "method.response.header."),
    templates: compileTemplates(config.response_templates),
  };
};

const statuses = Array.from({ length: 500 }, (_, index) => String(index + 100));

/** AWS keeps these responses in no order that anybody could rely on, so at most one may fit a status. */
const checkUnambiguous = (responses: readonly ResponseMapping[]): void => {
  if (responses.filter(({ pattern }) => pattern === undefined).length > 1) {
    throw new Error("more than one integration response has no selection_pattern");
  }
  const twice = statuses.find(
    (status) => responses.filter(({ pattern }) => pattern?.test(status) === true).length > 1,
  );
  if (twice !== undefined) throw new Error(`more than one selection_pattern matches the status ${twice}`);
};

/** Throws a StackError that names each integration response at fault. */
export const toResponseMappings = (parts: MethodParts): readonly ResponseMapping[] => {
  const responses = allOrProblems(
    parts.integrationResponses.map(
      (response) => () => at(response.address, () => toResponseMapping(response, parts)),
    ),
  );
  checkUnambiguous(responses);
  return responses;
};
