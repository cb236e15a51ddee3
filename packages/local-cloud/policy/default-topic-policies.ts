// The policy that SNS gives a topic on which the stack puts none.
import type { Account } from "../core/account.ts";
import { SnsTopic } from "../resources/sns.ts";
import type { Stack } from "../stack/resource-type.ts";
import { decodePolicy } from "./decode-policy.ts";
import type { ResourcePolicy } from "./policy.ts";

/**
 * A topic without a policy of its own takes what the account's alarms publish, and no other service's messages.
 * Source: Amazon SNS developer guide, "Amazon SNS default topic policy" (its `AWS:SourceOwner` is sent by CloudWatch)
 */
export const defaultTopicPolicies = (
  stack: Stack,
  account: Account,
  stated: readonly ResourcePolicy[],
): readonly ResourcePolicy[] =>
  stack
    .of(SnsTopic)
    .map(({ attributes }) => String(attributes["arn"]))
    .filter((arn) => !stated.some((policy) => policy.arn === arn))
    .map((arn): ResourcePolicy => {
      const statement = {
        Effect: "Allow",
        Principal: "*",
        Action: "sns:Publish",
        Resource: arn,
        Condition: { StringEquals: { "aws:SourceOwner": account.id } },
      };
      return { arn, statements: decodePolicy(JSON.stringify({ Statement: statement }), "resource", arn) };
    });
