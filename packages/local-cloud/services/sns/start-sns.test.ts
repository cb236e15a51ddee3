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

  it("identifies Publish with its permission and its topic", async () => {
    const sns = await fixture.start({});
    for (const name of ["TopicArn", "TargetArn"])
      expect(identify(sns, { Action: "Publish", [name]: arnOf("a") })).to.deep.include({
        action: "sns:Publish",
        resources: [arnOf("a")],
      });
  });

  for (const Action of ["CreateTopic", "Subscribe", "PublishBatch", "ListTopics", "SetTopicAttributes"]) {
    it(`refuses ${Action} by name`, async () => {
      const sns = await fixture.start({});
      expect(identify(sns, { Action })).to.equal(undefined);
      const authorization =
        "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=x";
      const { endpoint } = fixture;
      const response = await fetch(endpoint, {
        method: "POST",
        headers: { authorization },
        body: new URLSearchParams({ Action }),
      });
      expect(response.status).to.equal(400);
      expect(await response.text()).to.include(
        `<Code>InvalidAction</Code><Message>sns: ${Action} is not supported by the local cloud.</Message>`,
      );
    });
  }

  it("rejects a subscription on a topic that the stack does not have", async () => {
    const stray = { topic_arn: arnOf("nobody"), protocol: "email", endpoint: "a@example.com" };
    const error = await fixture.start({ stray }).catch((thrown: unknown) => thrown);
    expect(error).to.have.property(
      "message",
      `aws_sns_topic_subscription.stray: the stack has no topic ${arnOf("nobody")}`,
    );
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
      const caller = { principal: { kind: "operator" }, signal: new AbortController().signal } as const;
      const { status, body } = await sns.service.handle(call ?? expect.fail("it was not identified"), caller);
      expect(status).to.equal(400);
      expect(body.toString("utf8")).to.include("<Code>MalformedQueryString</Code>");
      expect(sns.inbox()).to.deep.equal([]);
    });
  }
});
