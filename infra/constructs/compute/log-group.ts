// A log group that ends: kept as long as the environment says, encrypted as everything else.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import type { Construct } from "constructs";
import type { StackContext } from "../shared/stack-context.ts";
import { keysOfAws, waive } from "../shared/waive.ts";

/** `name` must be one that the key's policy covers. */
export const logGroup = (
  scope: Construct,
  id: string,
  { key, logRetentionDays }: StackContext,
  name: string,
): CloudwatchLogGroup => {
  const group = new CloudwatchLogGroup(scope, id, {
    name,
    retentionInDays: logRetentionDays,
    // CloudWatch tries the key when it is set: the policy must stand by then.
    ...(key === undefined ? {} : { kmsKeyId: key.arn, dependsOn: [key.policy] }),
  });
  if (key === undefined) waive(group, ["CKV_AWS_158", "AWS-0017"], keysOfAws);
  if (logRetentionDays < 365)
    waive(
      group,
      ["CKV_AWS_338"],
      "Logs hold no messages: they are for finding faults, and those of this environment are looked for within weeks.",
    );
  return group;
};
