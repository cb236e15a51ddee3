// One request on its way through a method.
import { type Account, toArn } from "../../../core/account.ts";
import type { RequestContext } from "./request-context.ts";
import type { StageRequest } from "./stage-request.ts";

export type Invocation = {
  readonly request: StageRequest;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly context: RequestContext;
  /** `/jobs/{job_id}` */
  readonly resourcePath: string;
};

/** What a backend answered. */
export type BackendResponse = { readonly status: number; readonly text: string };

/**
 * `arn:aws:execute-api:us-east-1:000000000000:APIID/STAGE/GET/jobs/1`. A caller is allowed to call the path of the
 * request; API Gateway is allowed to call a function for the path of the resource.
 */
export const toMethodArn = (account: Account, { request, context }: Invocation, path: string): string =>
  toArn(account, "execute-api", `${String(context["apiId"])}/${request.stage}/${request.method}${path}`);

/** The last of several query parameters of one name counts. */
export const lastValues = (query: StageRequest["query"]): Record<string, string> =>
  Object.fromEntries([...query].map(([name, values]) => [name, values.at(-1) ?? ""]));
