// From the client's request to the backend's: the template of its content type, or 415.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
import { configurationError, GatewayError } from "../request/gateway-error.ts";
import type { Invocation } from "../request/invocation.ts";
import type { MappingTemplate, PathOverride } from "../templates/mapping-template.ts";

export type RequestMapping = {
  /** By content type; `$default` for those without one of their own. */
  readonly templates: ReadonlyMap<string, MappingTemplate>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
};

export type IntegrationRequest = {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly pathOverride: PathOverride;
};

/** Throws UNSUPPORTED_MEDIA_TYPE, or API_CONFIGURATION_ERROR when the template fails on this body. */
export const toIntegrationRequest = (
  { templates, headers }: RequestMapping,
  { request, context }: Invocation,
): IntegrationRequest => {
  const template = templates.get(request.mediaType) ?? templates.get("$default");
  if (template === undefined) throw new GatewayError("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type");
  try {
    const { text, pathOverride } = template.render(request.text, context, request.headers);
    return { body: text, headers, pathOverride };
  } catch (error) {
    throw configurationError(`a mapping template failed: ${String(error)}`);
  }
};
