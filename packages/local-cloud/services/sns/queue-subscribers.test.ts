import { expect } from "chai";
import { alerts, openSnsFixture, type SnsFixture } from "../../testing/sns-fixture.ts";

const queueArn = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;

const bodies = ({ engines }: SnsFixture, queue: string): readonly string[] =>
  engines.fauxqs.inspectQueue(queue)?.messages.ready.map(({ body }) => body) ?? [];

describe("queues that are subscribed", () => {
  let fixture: SnsFixture;
  beforeEach(async () => {
    fixture = await openSnsFixture();
  });
  afterEach(async () => {
    await fixture.close();
  });

  beforeEach(() => {
    for (const name of ["enveloped", "raw", "filtered"]) fixture.engines.fauxqs.createQueue(name);
  });

  it("get the message, raw or in an envelope, as their filter says", async () => {
    await fixture.start({
      enveloped: { protocol: "sqs", endpoint: queueArn("enveloped") },
      raw: { protocol: "sqs", endpoint: queueArn("raw"), raw_message_delivery: true },
      filtered: { protocol: "sqs", endpoint: queueArn("filtered"), filter_policy: '{"kind":["big"]}' },
    });
    await fixture.publish("hello", "greeting");
    expect(bodies(fixture, "raw")).to.deep.equal(["hello"]);
    expect(JSON.parse(bodies(fixture, "enveloped")[0] ?? "")).to.include({
      Type: "Notification",
      Message: "hello",
      Subject: "greeting",
      TopicArn: alerts,
    });
    expect(bodies(fixture, "filtered")).to.deep.equal([]);
  });

  it("must let SNS in", async () => {
    await fixture.start({ raw: { protocol: "sqs", endpoint: queueArn("raw") } });
    expect(fixture.asked).to.deep.equal([
      {
        caller: "sns.amazonaws.com",
        action: "sqs:SendMessage",
        resource: queueArn("raw"),
        context: { "aws:SourceArn": alerts },
      },
    ]);
    fixture.queueIsOpen = false;
    const error = await fixture
      .start({ raw: { protocol: "sqs", endpoint: queueArn("raw") } })
      .catch((thrown: unknown) => thrown);
    expect(error)
      .to.have.property("message")
      .that.includes("aws_sns_topic_subscription.raw: SNS may not deliver");
  });

  it("are missed loudly when they do not exist", async () => {
    await fixture.start({ gone: { protocol: "sqs", endpoint: queueArn("gone") } });
    await fixture.publish("hello");
    expect(fixture.logged).to.deep.include({
      level: "ERROR",
      message: "a subscribed queue does not exist, the message is lost",
      fields: { topic: alerts, endpoint: queueArn("gone") },
    });
  });
});
