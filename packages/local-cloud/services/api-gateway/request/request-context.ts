// The `$context` of a request: what templates, gateway responses, access logs and functions learn about it.
import { randomBytes, randomUUID } from "node:crypto";
import type { Account } from "../../../core/account.ts";
import type { Principal } from "../../../core/principals.ts";
import { toSessionArn } from "../../../policy/decide.ts";
import type { StageRequest } from "./stage-request.ts";
import { toTraceId } from "./trace-id.ts";

/** What the function behind a proxy integration gets as `requestContext`. */
export type RequestContext = Readonly<Record<string, unknown>> & {
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly path: string;
  /** `1-5759e988-bd862e3fe1be46a994272793` */
  readonly xrayTraceId: string;
  readonly identity: Readonly<Record<string, string | null>>;
};

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `09/Apr/2015:12:34:56 +0000`, as the common log format has it. */
const toLogTime = (at: Date): string => {
  const [day, clock] = at.toISOString().split("T") as [string, string];
  const [year, month, date] = day.split("-") as [string, string, string];
  return `${date}/${months[Number(month) - 1]}/${year}:${clock.slice(0, 8)} +0000`;
};

/** Nobody but IAM identifies callers here; what Cognito would add is null, as it is on AWS without Cognito. */
const anonymous = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

/** The context before the caller and the route are known. */
export const makeContext = (
  request: StageRequest,
  ids: { readonly apiId: string; readonly deploymentId: string },
  account: Account,
  at: Date,
): RequestContext => ({
  accountId: account.id,
  apiId: ids.apiId,
  deploymentId: ids.deploymentId,
  domainName: request.headers["host"] ?? "",
  domainPrefix: (request.headers["host"] ?? "").split(".")[0] ?? "",
  extendedRequestId: `${randomBytes(10).toString("base64url")}=`,
  httpMethod: request.method,
  identity: { ...anonymous, sourceIp: request.sourceIp, userAgent: request.headers["user-agent"] ?? null },
  path: `/${request.stage}${request.path}`,
  protocol: "HTTP/1.1",
  requestId: randomUUID(),
  requestTime: toLogTime(at),
  requestTimeEpoch: at.getTime(),
  stage: request.stage,
  xrayTraceId: toTraceId(request.headers["x-amzn-trace-id"], at),
});

/** Adds who signed the request; only AWS_IAM methods know. */
export const withCaller = (
  context: RequestContext,
  account: Account,
  accessKey: string,
  caller: Principal,
): RequestContext => {
  const arn =
    caller.kind === "role" ? toSessionArn(caller.arn) : `arn:${account.partition}:iam::${account.id}:root`;
  return {
    ...context,
    identity: {
      ...context.identity,
      accessKey,
      accountId: account.id,
      caller: accessKey,
      user: accessKey,
      userArn: arn,
    },
  };
};
