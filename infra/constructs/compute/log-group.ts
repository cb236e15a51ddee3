// A log group that ends: kept as long as the environment says, encrypted as everything else.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import type { Construct } from "constructs";
import type { StackContext } from "../shared/stack-context.ts";

/** `name` must be one that the key's policy covers. */
export const logGroup = (
  scope: Construct,
  id: string,
  { key, logRetentionDays }: StackContext,
  name: string,
): CloudwatchLogGroup =>
  new CloudwatchLogGroup(scope, id, {
    name,
    retentionInDays: logRetentionDays,
    // CloudWatch tries the key when it is set: the policy must stand by then.
    ...(key === undefined ? {} : { kmsKeyId: key.arn }),
  });
