import { ListSubscriptionsByTopicCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";
import { alerts, arnOf, openSnsFixture, type SnsFixture } from "../../testing/sns-fixture.ts";
import { rejectionOf } from "../../testing/rejection-of.ts";

describe("SNS ListSubscriptionsByTopic", () => {
  let fixture: SnsFixture;
  beforeEach(async () => {
    fixture = await openSnsFixture();
    await fixture.start({
      one: { protocol: "email", endpoint: "a@example.com" },
      two: { protocol: "https", endpoint: "https://example.com/hook" },
    });
  });
  afterEach(async () => fixture.close());

  it("lists the subscriptions of a topic, each with an ARN of its own", async () => {
    const { Subscriptions = [] } = await fixture.client.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: alerts }),
    );
    expect(
      Subscriptions.map(({ Protocol, Endpoint, TopicArn }) => [Protocol, Endpoint, TopicArn]),
    ).to.deep.equal([
      ["email", "a@example.com", alerts],
      ["https", "https://example.com/hook", alerts],
    ]);
    const arns = Subscriptions.map(({ SubscriptionArn = "" }) => SubscriptionArn);
    expect(new Set(arns)).to.have.length(2);
    for (const arn of arns) expect(arn).to.match(/^arn:aws:sns:us-east-1:000000000000:alerts:\w{32}$/);
  });

  it("knows the topics of the stack alone", async () => {
    const asked = fixture.client.send(new ListSubscriptionsByTopicCommand({ TopicArn: arnOf("nobody") }));
    expect((await rejectionOf(asked)).name).to.equal("NotFoundException");
  });
});
