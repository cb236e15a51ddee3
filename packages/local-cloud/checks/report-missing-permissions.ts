// Reports what Lambda needs and a function's role may not do: AWS refuses such a function when it is deployed.
import type { Log } from "../core/log.ts";
import type { Authorize } from "../policy/authorize.ts";
import { LambdaEventSourceMapping, LambdaFunction } from "../resources/lambda.ts";
import type { Stack } from "../stack/resource-type.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html */
const tracing = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const polling = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

/** Logs each missing permission at ERROR; the function runs on. */
export const reportMissingPermissions = (stack: Stack, authorize: Authorize, log: Log): void => {
  const mappings = stack.of(LambdaEventSourceMapping).filter(({ config }) => config.enabled);
  for (const { config, attributes } of stack.of(LambdaFunction)) {
    const { function_name: name, role } = config;
    const require = (actions: readonly string[], resource: string, purpose: string): void => {
      for (const action of actions) {
        const decision = authorize({ kind: "role", arn: role }, action, resource);
        if (decision.allowed) continue;
        const message = `AccessDenied: Lambda needs ${action} to ${purpose}, and AWS refuses a function whose role lacks it`;
        log("ERROR", `lambda:${name}`, `${message}: ${decision.message}`, { role, action, resource });
      }
    };
    if (config.tracing_config?.mode === "Active") require(tracing, "*", "trace it");
    for (const { config: mapping } of mappings)
      if ([name, attributes["arn"]].includes(mapping.function_name))
        require(polling, mapping.event_source_arn, "poll its queue");
  }
};
