import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { expect } from "chai";
import {
  alerts,
  arnOf,
  errorOf,
  eventually,
  openSnsFixture,
  type SnsFixture,
} from "../../testing/sns-fixture.ts";

describe("topics and subscriptions", () => {
  let fixture: SnsFixture;
  beforeEach(async () => {
    fixture = await openSnsFixture();
  });
  afterEach(async () => {
    await fixture.close();
  });

  it("of the stack are listed", async () => {
    await fixture.start({ mail: { protocol: "email", endpoint: "a@example.com" } });
    const { Topics } = await fixture.client.send(new ListTopicsCommand({}));
    expect(Topics).to.deep.equal([{ TopicArn: alerts }]);
    const { Subscriptions } = await fixture.client.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: alerts }),
    );
    expect(Subscriptions?.map(({ Protocol, Endpoint }) => [Protocol, Endpoint])).to.deep.equal([
      ["email", "a@example.com"],
    ]);
    const { Attributes } = await fixture.client.send(new GetTopicAttributesCommand({ TopicArn: alerts }));
    expect(Attributes).to.include({ TopicArn: alerts, Owner: "000000000000" });
  });

  it("are those of the stack again after a restart", async () => {
    const before = await fixture.start({
      mail: { protocol: "email", endpoint: "a@example.com" },
      old: { protocol: "email", endpoint: "old@example.com" },
    });
    await before.stop();
    const sns = await fixture.start({ mail: { protocol: "email", endpoint: "a@example.com" } });
    await fixture.publish("hello");
    expect(sns.inbox().map(({ to }) => to)).to.deep.equal(["email:a@example.com"]);
  });

  it("can be made and unmade by call", async () => {
    await fixture.start({});
    const { TopicArn } = await fixture.client.send(new CreateTopicCommand({ Name: "extra" }));
    expect(TopicArn).to.equal(arnOf("extra"));
    const { SubscriptionArn } = await fixture.client.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: "http",
        Endpoint: fixture.hookUrl,
        ReturnSubscriptionArn: true,
      }),
    );
    await fixture.client.send(new PublishCommand({ TopicArn, Message: "hello" }));
    await eventually(() => fixture.received.length === 1);
    await fixture.client.send(new UnsubscribeCommand({ SubscriptionArn }));
    await fixture.client.send(new DeleteTopicCommand({ TopicArn }));
    expect(
      (await errorOf(fixture.client.send(new PublishCommand({ TopicArn, Message: "hello" })))).name,
    ).to.equal("NotFoundException");
  });

  it("cannot be made with attributes, which nothing here would heed", async () => {
    await fixture.start({});
    const create = new CreateTopicCommand({ Name: "extra", Attributes: { Policy: "{}" } });
    expect((await errorOf(fixture.client.send(create))).name).to.equal("InvalidParameterException");
    const { Topics } = await fixture.client.send(new ListTopicsCommand({}));
    expect(Topics).to.deep.equal([{ TopicArn: alerts }]);
  });

  it("do not take subscribers that nothing would be delivered to", async () => {
    await fixture.start({});
    for (const [Protocol, Attributes] of [
      ["lambda", {}],
      ["email", { FilterPolicy: "{}" }],
    ] as const) {
      const subscribe = new SubscribeCommand({
        TopicArn: alerts,
        Protocol,
        Endpoint: "x",
        Attributes,
      });
      expect((await errorOf(fixture.client.send(subscribe))).name).to.equal("InvalidParameterException");
    }
  });

  it("stop the start when a subscription is on no topic of the stack", async () => {
    await fixture.start({});
    const stray = { topic_arn: arnOf("nobody"), protocol: "email", endpoint: "a@example.com" };
    const error = await fixture.start({ stray }).catch((thrown: unknown) => thrown);
    expect(error).to.have.property(
      "message",
      `aws_sns_topic_subscription.stray: the stack has no topic ${arnOf("nobody")}`,
    );
  });
});
