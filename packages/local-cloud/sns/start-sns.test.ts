import type { AwsCall } from "../aws/service.ts";
import { expect } from "chai";
import { alerts, arnOf, openSnsFixture, type SnsFixture } from "./sns-fixture.ts";
import type { Sns } from "./start-sns.ts";

const identify = ({ service }: Sns, parameters: Readonly<Record<string, string>>): AwsCall | undefined =>
  service.identify({
    method: "POST",
    url: "/",
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    body: Buffer.from(new URLSearchParams(parameters).toString()),
  });

describe("startSns", () => {
  let fixture: SnsFixture;
  beforeEach(async () => {
    fixture = await openSnsFixture();
  });
  afterEach(async () => {
    await fixture.close();
  });

  it("knows the permission and the topic that each operation needs", async () => {
    const sns = await fixture.start({});
    const subscriptionArn = `${alerts}:1`;
    expect(identify(sns, { Action: "PublishBatch", TopicArn: arnOf("a") })).to.deep.include({
      action: "sns:Publish",
      resources: [arnOf("a")],
    });
    expect(
      identify(sns, { Action: "Unsubscribe", SubscriptionArn: subscriptionArn })?.resources,
    ).to.deep.equal([alerts]);
    expect(identify(sns, { Action: "CreateTopic", Name: "a" })?.resources).to.deep.equal([arnOf("a")]);
    expect(identify(sns, { Action: "ListTopics" })?.resources).to.deep.equal(["*"]);
    for (const Action of ["SetTopicAttributes", "SendMessage", "constructor", ""])
      expect(identify(sns, { Action })).to.equal(undefined);
  });
});
