import { expect } from "chai";
import { anAccount } from "../testing/stack.ts";
import { SnsTopic, SnsTopicPolicy, SnsTopicSubscription } from "./sns.ts";

const place = { address: "aws_sns_topic.alerts", name: "alerts" };
const arn = "arn:aws:sns:us-east-1:000000000000:alerts";
const subscription = { topic_arn: arn, protocol: "email", endpoint: "ops@example.com" };

describe("SnsTopic", () => {
  it("has the attributes that others refer to", () => {
    expect(SnsTopic.computed({ name: "alerts" }, place, anAccount)).to.include({ arn, id: arn });
    expect(SnsTopicPolicy.computed({ arn, policy: "{}" }, place, anAccount)).to.include({ id: arn });
  });

  it("takes a key of one's own", () => {
    expect(SnsTopic.config.safeParse({ name: "alerts", kms_master_key_id: "alias/own" }).success).to.equal(
      true,
    );
  });

  for (const [what, config] of [
    ["a FIFO topic", { name: "alerts.fifo", fifo_topic: true }],
    ["a delivery policy", { name: "alerts", delivery_policy: "{}" }],
    ["no name", {}],
    ["the key that keeps alarms out", { name: "alerts", kms_master_key_id: "alias/aws/sns" }],
    ["a signature of no version", { name: "alerts", signature_version: 3 }],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(SnsTopic.config.safeParse(config).success).to.equal(false);
    });
  }
});

describe("SnsTopicSubscription", () => {
  it("accepts e-mail addresses", () => {
    expect(SnsTopicSubscription.config.safeParse(subscription).success).to.equal(true);
  });

  const refused: readonly (readonly [string, object, string])[] = [
    ...["http", "sqs", "lambda", "sms"].map(
      (protocol) =>
        [
          `the protocol ${protocol}`,
          { ...subscription, protocol },
          `the protocol ${protocol} is not supported by the local cloud`,
        ] as const,
    ),
    ["a filter policy", { ...subscription, filter_policy: '{"a":["b"]}' }, "filter_policy"],
    ["raw deliveries", { ...subscription, raw_message_delivery: true }, "not supported by the local cloud"],
    ["dead-letter queues", { ...subscription, redrive_policy: "{}" }, "redrive_policy"],
  ];
  for (const [what, config, reason] of refused) {
    it(`refuses ${what}`, () => {
      expect(JSON.stringify(SnsTopicSubscription.config.safeParse(config).error?.issues)).to.include(reason);
    });
  }
});
