import type { HttpRequest } from "../../core/http.ts";
import type { AwsCall } from "../../core/service.ts";
import { expect } from "chai";
import { alerts, arnOf, openSnsFixture, type SnsFixture } from "../../testing/sns-fixture.ts";
import type { Sns } from "./start-sns.ts";

const aForm = (body: string, url = "/"): HttpRequest => ({
  method: "POST",
  url,
  headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
  body: Buffer.from(body),
});

const identify = ({ service }: Sns, parameters: Readonly<Record<string, string>>): AwsCall | undefined =>
  service.identify(aForm(new URLSearchParams(parameters).toString()));

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

  const publication = `Action=Publish&Message=hello&TopicArn=${alerts}`;
  for (const [what, request] of [
    ["names two topics", aForm(`Action=Publish&Message=hello&TopicArn=${arnOf("open")}&TopicArn=${alerts}`)],
    ["names one topic in the URL and one in the body", aForm(publication, `/?TopicArn=${arnOf("open")}`)],
    ["holds a broken escape", aForm(`${publication}&Subject=%zz`)],
    ["holds what is not UTF-8", aForm(`${publication}&Subject=%ff`)],
  ] as const) {
    it(`refuses a form that ${what}, and asks for no single topic's permission`, async () => {
      const sns = await fixture.start({});
      const call = sns.service.identify(request);
      expect(call?.resources).to.deep.equal(["*"]);
      const { signal } = new AbortController();
      const { status, body } = await sns.service.handle(call ?? expect.fail("it was not identified"), signal);
      expect(status).to.equal(400);
      expect(body.toString("utf8")).to.include("<Code>MalformedQueryString</Code>");
      expect(sns.inbox()).to.deep.equal([]);
    });
  }
});
