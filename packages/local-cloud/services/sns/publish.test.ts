import { PublishCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";
import { alerts, arnOf, denial, openSnsFixture, type SnsFixture } from "../../testing/sns-fixture.ts";
import { rejectionOf } from "../../testing/rejection-of.ts";

describe("SNS Publish", () => {
  let fixture: SnsFixture;
  beforeEach(async () => {
    fixture = await openSnsFixture();
  });
  afterEach(async () => {
    await fixture.close();
  });

  it("refuses a role without the grant in SNS's own format, and delivers nothing", async () => {
    const sns = await fixture.start({});
    const worker = fixture.clientOfRole();
    const error = await rejectionOf(worker.send(new PublishCommand({ TopicArn: alerts, Message: "hello" })));
    worker.destroy();
    expect([error.name, error.message, error.$metadata?.httpStatusCode]).to.deep.equal([
      "AccessDenied",
      denial,
      403,
    ]);
    expect(sns.inbox()).to.deep.equal([]);
  });

  it("publishes from any region and by TargetArn", async () => {
    const sns = await fixture.start({});
    const elsewhere = fixture.clientIn("eu-central-1");
    await elsewhere.send(new PublishCommand({ TargetArn: alerts, Message: "hello" }));
    elsewhere.destroy();
    expect(sns.inbox().map(({ message, topic }) => [message, topic])).to.deep.equal([["hello", alerts]]);
  });

  const refused: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ["a subject of two lines", { Subject: "a\nb" }, "InvalidParameterException"],
    ["a subject of 101 characters", { Subject: "a".repeat(101) }, "InvalidParameterException"],
    ["a subject that is not ASCII", { Subject: "é" }, "InvalidParameterException"],
    ["an empty message", { Message: "" }, "InvalidParameterException"],
    ["a message over 256 KiB", { Message: "x".repeat(262_145) }, "InvalidParameterException"],
    [
      "a message for each protocol",
      { MessageStructure: "json", Message: '{"default":"a"}' },
      "InvalidParameterException",
    ],
    ["a text message", { PhoneNumber: "+15550100" }, "InvalidParameterException"],
    ["a group of a FIFO topic", { MessageGroupId: "a" }, "InvalidParameterException"],
    ["a topic that does not exist", { TopicArn: arnOf("nobody") }, "NotFoundException"],
  ];
  for (const [what, change, name] of refused) {
    it(`refuses ${what}`, async () => {
      const sns = await fixture.start({});
      const error = await rejectionOf(
        fixture.client.send(new PublishCommand({ TopicArn: alerts, Message: "hello", ...change })),
      );
      expect(error.name).to.equal(name);
      expect(sns.inbox()).to.deep.equal([]);
    });
  }
});
