// From the client's request to the backend's: template by content type, or passing the body through, or 415.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
import { configurationError, GatewayError } from "../request/gateway-error.ts";
import { type Invocation, toInputParameters, toParameterSource } from "../request/invocation.ts";
import type { MappingTemplate, Overrides } from "../templates/mapping-template.ts";
import { applyMapping, type ParameterMapping } from "../response/parameter-mapping.ts";

export type RequestMapping = {
  /** By content type; `$default` for those without one of their own. */
  readonly templates: ReadonlyMap<string, MappingTemplate>;
  readonly passthrough: "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";
  readonly headers: ParameterMapping;
  readonly querystring: ParameterMapping;
};

export type IntegrationRequest = {
  readonly body: string;
  /** Names as the mapping spells them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly querystring: Readonly<Record<string, string>>;
};

const chooseTemplate = (mapping: RequestMapping, mediaType: string): MappingTemplate | undefined => {
  const template = mapping.templates.get(mediaType) ?? mapping.templates.get("$default");
  if (template !== undefined || mapping.passthrough === "WHEN_NO_MATCH") return template;
  if (mapping.passthrough === "WHEN_NO_TEMPLATES" && mapping.templates.size === 0) return undefined;
  throw new GatewayError("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type");
};

/** Renders; what a template cannot digest is the stack's fault, not the client's. */
export const renderTemplate = (
  template: MappingTemplate,
  invocation: Invocation,
  body: string,
): ReturnType<MappingTemplate["render"]> => {
  try {
    return template.render({ body, parameters: toInputParameters(invocation), context: invocation.context });
  } catch (error) {
    throw configurationError(`a mapping template failed: ${String(error)}`);
  }
};

const texts = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

/** Throws UNSUPPORTED_MEDIA_TYPE, or API_CONFIGURATION_ERROR when the template fails on this body. */
export const toIntegrationRequest = (mapping: RequestMapping, invocation: Invocation): IntegrationRequest => {
  const template = chooseTemplate(mapping, invocation.request.mediaType);
  const rendered =
    template === undefined ? undefined : renderTemplate(template, invocation, invocation.request.text);
  const override: Overrides["requestOverride"] = rendered?.overrides.requestOverride ?? {
    header: {},
    querystring: {},
  };
  const source = toParameterSource(invocation);
  return {
    body: rendered?.text ?? invocation.request.text,
    headers: { ...applyMapping(mapping.headers, source), ...texts(override.header) },
    querystring: { ...applyMapping(mapping.querystring, source), ...texts(override.querystring) },
  };
};
