// The topic through which alarms reach people.
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy/index.js";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js";
import { Construct } from "constructs";
import { denyWithoutTls, policyJson } from "./policy-document.ts";

export type AlarmTopicProps = {
  readonly name: string;
  readonly accountId: string;
  readonly emails: readonly string[];
};

export class AlarmTopic extends Construct {
  readonly topic: SnsTopic;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    // No key on purpose: with `alias/aws/sns` CloudWatch cannot publish, and alarms are dropped silently.
    this.topic = new SnsTopic(this, "topic", { name: props.name });
    new SnsTopicPolicy(this, "policy", {
      arn: this.topic.arn,
      policy: policyJson(this, "policy-document", [
        {
          sid: "AlarmsOfThisAccount",
          actions: ["sns:Publish"],
          resources: [this.topic.arn],
          principals: [{ type: "Service", identifiers: ["cloudwatch.amazonaws.com"] }],
          condition: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [props.accountId] }],
        },
        denyWithoutTls("sns:Publish", [this.topic.arn]),
      ]),
    });
    // Named by the address: taking one out must not make the others confirm theirs again.
    for (const endpoint of props.emails) {
      new SnsTopicSubscription(this, endpoint, { topicArn: this.topic.arn, protocol: "email", endpoint });
    }
  }
}
