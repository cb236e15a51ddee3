// What the API writes down: a line per request, and its own failures.
import type { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { Construct } from "constructs";
import type { Auth } from "../../config/auth.ts";
import { logGroup } from "../compute/log-group.ts";
import type { StackContext } from "../shared/stack-context.ts";

/** Who called, as far as it was proven: nothing that a caller can write. */
const callerVariable: Readonly<Record<Auth["kind"], Readonly<Record<string, string>>>> = {
  // The role with its session: the one trace of who called, for CloudTrail does not record calls of an API.
  iam: { caller: "$context.identity.userArn" },
  jwt: { company_id: "$context.authorizer.company_id" },
  none: {},
};

/**
 * A line of JSON. All values are texts: what a request has no value for is a bare `-`.
 *
 * Left out on purpose: the path and the query (ids stand there; the route says enough), headers, the error's own
 * words (the validator quotes the body), and the caller's address and agent: they are personal data, and who calls
 * is proven by a signature or a token.
 * Variables: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export const accessLogFormat = (auth: Auth["kind"]): string =>
  JSON.stringify({
    request_id: "$context.requestId",
    time: "$context.requestTime",
    method: "$context.httpMethod",
    route: "$context.resourcePath",
    status: "$context.status",
    error_type: "$context.error.responseType",
    latency_ms: "$context.responseLatency",
    integration_status: "$context.integration.status",
    integration_latency_ms: "$context.integration.latency",
    response_bytes: "$context.responseLength",
    ...callerVariable[auth],
  });

export type ApiLogsProps = {
  readonly context: StackContext;
  readonly api: ApiGatewayRestApi;
  /** Begins the access log's name, after `/aws/apigateway/`. */
  readonly name: string;
  readonly stageName: string;
};

export class ApiLogs extends Construct {
  readonly access: CloudwatchLogGroup;
  /**
   * API Gateway would make this group itself, without an end and without the key; so the stage must wait for it.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-execution-logging.html
   */
  readonly execution: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, { context, api, name, stageName }: ApiLogsProps) {
    super(scope, id);
    // Never with the stack's own key: alarms read it, and must tell of requests that fail because the key does.
    this.access = logGroup(this, "access", { ...context, key: undefined }, `/aws/apigateway/${name}-access`);
    this.execution = logGroup(
      this,
      "execution",
      context,
      `API-Gateway-Execution-Logs_${api.id}/${stageName}`,
    );
  }
}
