import { expect } from "chai";
import { aReceived, aBody } from "./letter.fixture.ts";
import { toLetter } from "./letter.ts";

const company = "e0721e56-fb09-4273-ae74-7bcbc92d43eb";
const another = "11111111-2222-4333-8444-555555555555";

describe("toLetter", () => {
  it("reads ids, times and counts", () => {
    const { body: _body, sha256: _sha256, messageAttributes: _attributes, ...letter } = toLetter(aReceived());
    expect(letter).to.deep.equal({
      id: "388a4262-ff66-4e92-ab9b-b1dfb7aa88f5",
      receiptHandle: "receipt",
      groupId: company,
      traceHeader: "Root=1-6b0a94a8-7727e1b3f3b2eb340810b79b",
      sentAt: new Date(1_795_855_528_920),
      receivedAt: new Date(1_795_855_528_900),
      requestId: "a4913b3c-9646-4187-858d-cd294997462e",
      messageId: "f411dbb7-2c1b-4bf4-a221-cf7f932e9f6b",
      companyId: company,
      looks: 4,
      isDeadLettered: true,
    });
  });

  it("takes the time at which SQS had it where the message does not say when it was accepted", () => {
    expect(toLetter(aReceived({ MessageAttributes: {} })).receivedAt).to.deep.equal(
      new Date(1_795_855_528_920),
    );
  });

  it("says of a text that cannot be read that it names no ids", () => {
    const { messageId, companyId } = toLetter(aReceived({ Body: "{", Attributes: { SentTimestamp: "1" } }));
    expect({ messageId, companyId }).to.deep.equal({ messageId: undefined, companyId: undefined });
  });

  it("takes the company that the token named for its own, not the one that the message claims", () => {
    const letter = toLetter(
      aReceived({
        Body: aBody(another, another),
        MessageAttributes: { company_id: { DataType: "String", StringValue: company } },
        Attributes: { SentTimestamp: "1" },
      }),
    );
    expect(letter.companyId).to.equal(company);
  });
});
