// Calls SQS as an integration of type AWS with a `sqs:path/ACCOUNT/QUEUE` URI does: a plain signed HTTP request.
import { request as httpRequest } from "node:http";
import type { Account } from "../../core/account.ts";
import type { Principals } from "../../core/principals.ts";
import type { CanAssume } from "../../policy/authorize.ts";
import { withinTimeout } from "./deadline.ts";
import { configurationFault, GatewayFault } from "./gateway-fault.ts";
import type { BackendRequest } from "./integration-request.ts";
import type { BackendAnswer } from "./invocation.ts";
import { lowerCased } from "./lower-cased.ts";

export type SqsTarget = {
  /** `/000000000000/jobs` */
  readonly path: string;
  readonly roleArn: string;
  readonly timeoutMilliseconds: number;
};

export type SqsIntegrationDeps = {
  readonly account: Account;
  readonly principals: Principals;
  readonly canAssume: CanAssume;
  readonly now: () => Date;
};

/** The endpoint looks at the key alone: it tells the role. */
const sign = ({ account, principals, now }: SqsIntegrationDeps, roleArn: string): Record<string, string> => {
  const { accessKeyId, sessionToken } = principals.credentialsOf({ kind: "role", arn: roleArn });
  const date = now().toISOString().slice(0, 10).replaceAll("-", "");
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${date}/${account.region}/sqs/aws4_request, SignedHeaders=host, Signature=local`,
    "x-amz-security-token": sessionToken,
  };
};

const toUrl = (endpoint: string, path: string, querystring: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams(querystring).toString();
  return `${endpoint}${path}${query === "" ? "" : `?${query}`}`;
};

const post = (
  url: string,
  headers: Record<string, string>,
  body: Buffer,
  signal: AbortSignal,
): Promise<BackendAnswer> =>
  new Promise((resolve, reject) => {
    // A connection of its own for each request: a reused one could be closed under it, which would look like a
    // fault of the backend.
    const outgoing = httpRequest(url, { method: "POST", headers, agent: false, signal }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const entries = Object.entries(incoming.headers).map(
          ([name, value]) => [name, String(value)] as const,
        );
        resolve({
          status: incoming.statusCode ?? 500,
          headers: Object.fromEntries(entries),
          text: Buffer.concat(chunks).toString("utf8"),
        });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });

/** Throws API_CONFIGURATION_ERROR, INTEGRATION_TIMEOUT, or INTEGRATION_FAILURE when the connection breaks. */
export const callSqs = async (
  deps: SqsIntegrationDeps,
  target: SqsTarget,
  apiId: string,
  request: BackendRequest,
): Promise<BackendAnswer> => {
  const verdict = deps.canAssume(target.roleArn, "apigateway.amazonaws.com");
  if (!verdict.allowed) {
    throw configurationFault(
      `API Gateway does not have permission to assume the provided role: ${verdict.message}`,
    );
  }
  const body = Buffer.from(request.body, "utf8");
  const headers = {
    accept: "application/json",
    "user-agent": `AmazonAPIGateway_${apiId}`,
    ...lowerCased(request.headers),
    ...sign(deps, target.roleArn),
    "content-length": String(body.length),
  };
  const url = toUrl(deps.account.awsEndpoint, target.path, request.querystring);
  return withinTimeout(target.timeoutMilliseconds, async (signal) => {
    try {
      return await post(url, headers, body, signal);
    } catch (error) {
      const reason = `network error communicating with the endpoint: ${String(error)}`;
      throw new GatewayFault("INTEGRATION_FAILURE", "Internal server error", { reason });
    }
  });
};
