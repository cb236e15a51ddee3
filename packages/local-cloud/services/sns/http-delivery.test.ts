import { expect } from "chai";
import { alerts, openSnsFixture, type SnsFixture } from "../../testing/sns-fixture.ts";
import { until } from "../../testing/until.ts";

describe("SNS HTTP subscribers", () => {
  let fixture: SnsFixture;
  beforeEach(async () => {
    fixture = await openSnsFixture();
  });
  afterEach(async () => {
    await fixture.close();
  });

  it("posts the envelope and headers of AWS to an HTTP subscriber", async () => {
    await fixture.start({ hook: { protocol: "http", endpoint: fixture.hookUrl } });
    const { MessageId } = await fixture.publish("hello é", "greeting");
    await until("the subscriber is posted to", () => fixture.received.length === 1);
    const { method, url, headers, body } = fixture.received[0] ?? expect.fail();
    expect({ method, url }).to.deep.equal({ method: "POST", url: "/hook?a=b" });
    expect(headers).to.include({
      "content-type": "text/plain; charset=UTF-8",
      "x-amz-sns-message-type": "Notification",
      "x-amz-sns-message-id": MessageId,
      "x-amz-sns-topic-arn": alerts,
    });
    expect(JSON.parse(body.toString("utf8"))).to.include({
      Type: "Notification",
      MessageId,
      TopicArn: alerts,
      Subject: "greeting",
      Message: "hello é",
      Timestamp: "2026-11-29T10:00:00.000Z",
    });
  });

  it("posts the bare message where raw_message_delivery is set", async () => {
    await fixture.start({
      hook: { protocol: "http", endpoint: fixture.hookUrl, raw_message_delivery: true },
    });
    await fixture.publish('{"a":1}');
    await until("the subscriber is posted to", () => fixture.received.length === 1);
    expect(fixture.received[0]?.body.toString("utf8")).to.equal('{"a":1}');
    expect(fixture.received[0]?.headers["x-amz-sns-rawdelivery"]).to.equal("true");
  });

  it("tries again after an HTTP subscriber failed", async () => {
    await fixture.start({ hook: { protocol: "http", endpoint: fixture.hookUrl } });
    fixture.answers.push({ status: 503, headers: {}, body: Buffer.alloc(0) }, { kind: "reset" });
    await fixture.publish("hello");
    await until("the subscriber is posted to", () => fixture.received.length === 3);
    expect(fixture.logged.filter(({ level }) => level === "ERROR")).to.deep.equal([]);
  });

  it("gives an HTTP subscriber up that refuses, and logs the lost message", async () => {
    await fixture.start({ hook: { protocol: "http", endpoint: fixture.hookUrl } });
    fixture.answers.push({ status: 404, headers: {}, body: Buffer.alloc(0) });
    await fixture.publish("hello");
    await until("an error is logged", () => fixture.logged.some(({ level }) => level === "ERROR"));
    expect(fixture.logged.at(-1)?.fields).to.include({ endpoint: fixture.hookUrl, reason: "status 404" });
    expect(fixture.received).to.have.length(1);
  });

  it("posts nothing beyond the loopback: the inbox gets the message", async () => {
    const sns = await fixture.start({
      pager: { protocol: "https", endpoint: "https://pager.example.com/hook" },
    });
    await fixture.publish("hello");
    expect(sns.inbox().map(({ to }) => to)).to.include("https:https://pager.example.com/hook");
    expect(fixture.logged.map(({ level }) => level)).to.include("WARN");
  });

  it("lets an HTTP subscriber that hangs hold up neither the answer nor the stop", async () => {
    const sns = await fixture.start({ hook: { protocol: "http", endpoint: fixture.hookUrl } });
    fixture.answers.push({ kind: "hang" });
    const begun = performance.now();
    await fixture.publish("hello");
    await until("the subscriber is posted to", () => fixture.received.length === 1);
    await sns.stop();
    expect(performance.now() - begun).to.be.lessThan(2_000);
    expect(fixture.logged.at(-1)?.message).to.equal("stopped before an HTTP subscriber had its message");
  });
});
