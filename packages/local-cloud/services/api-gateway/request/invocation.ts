// One request on its way through a method.
import type { RequestContext } from "./request-context.ts";
import type { ParameterSource } from "../response/parameter-mapping.ts";
import type { StageRequest } from "./stage-request.ts";

export type Invocation = {
  readonly request: StageRequest;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly context: RequestContext;
  /** `/jobs/{job_id}` */
  readonly resourcePath: string;
};

/** What a backend answered. */
export type BackendResponse = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
};

export const toParameterSource = (invocation: Invocation, answer?: BackendResponse): ParameterSource => ({
  request: invocation.request,
  pathParameters: invocation.pathParameters,
  context: invocation.context,
  ...(answer === undefined ? {} : { responseHeaders: answer.headers }),
});

/** For `$input.params`: the last of several query parameters of one name counts. */
export const toInputParameters = ({ request, pathParameters }: Invocation) => ({
  path: pathParameters,
  querystring: lastValues(request.query),
  header: request.headers,
});

export const lastValues = (query: StageRequest["query"]): Record<string, string> =>
  Object.fromEntries([...query].map(([name, values]) => [name, values.at(-1) ?? ""]));
