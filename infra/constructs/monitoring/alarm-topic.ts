// A topic through which the alarms of one severity notify people and pagers.
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy/index.js";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js";
import { TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { createHash } from "node:crypto";
import type { StackContext } from "../shared/stack-context.ts";
import { arnLike, denyWithoutTls, equals, policyJson, service } from "../shared/policy-document.ts";

/**
 * All that a topic's policy can speak of; SNS takes no wildcard there:
 * https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
 */
const topicActions = [
  "sns:AddPermission",
  "sns:DeleteTopic",
  "sns:GetTopicAttributes",
  "sns:ListSubscriptionsByTopic",
  "sns:Publish",
  "sns:RemovePermission",
  "sns:SetTopicAttributes",
  "sns:Subscribe",
];

export type AlarmTopicProps = {
  readonly name: string;
  readonly context: StackContext;
  /** E-mail addresses and https URLs. */
  readonly targets: readonly string[];
};

export class AlarmTopic extends Construct {
  readonly topic: SnsTopic;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { aws } = props.context;
    // Without a key: an alarm holds nothing of a message, and must reach people when our own key is disabled. With
    // `alias/aws/sns`, which CloudWatch may not use, it would be dropped silently.
    this.topic = new SnsTopic(this, "topic", { name: props.name });
    new SnsTopicPolicy(this, "policy", {
      arn: this.topic.arn,
      policy: policyJson(this, "policy-document", [
        {
          sid: "AlarmsOfThisStack",
          actions: ["sns:Publish"],
          resources: [this.topic.arn],
          principals: [service("cloudwatch.amazonaws.com")],
          condition: [
            equals("aws:SourceAccount", aws.accountId),
            arnLike(
              "aws:SourceArn",
              `arn:${aws.partition}:cloudwatch:${aws.region}:${aws.accountId}:alarm:${props.context.prefix}-*`,
            ),
          ],
        },
        denyWithoutTls(topicActions, [this.topic.arn]),
      ]),
    });
    // Named by the address: taking one out must not make the others confirm theirs again.
    for (const target of props.targets) {
      const isUrl = target.startsWith("https:");
      const id = isUrl ? `https-${hashOf(target)}` : target;
      new SnsTopicSubscription(this, id, {
        topicArn: this.topic.arn,
        protocol: isUrl ? "https" : "email",
        endpoint: isUrl ? this.#unshown(`${id}-url`, target) : target,
      });
    }
  }

  /** As a sensitive variable: a URL's path may be a key, and plans are read by many. */
  #unshown(id: string, url: string): string {
    return new TerraformVariable(this, id, { type: "string", sensitive: true, default: url }).stringValue;
  }
}

/** In a resource's address, which every plan shows. */
const hashOf = (url: string): string => createHash("sha256").update(url).digest("hex").slice(0, 12);
