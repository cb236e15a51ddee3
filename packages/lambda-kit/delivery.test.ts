import { assertLeft, assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { expect } from "chai";
import { decodeDeliveries } from "./delivery.ts";
import { anSqsEvent, anSqsRecord, aTextAttribute } from "./testing/fixtures.ts";

const decodeOne = (record: unknown) => {
  const [delivery] = assertRight(decodeDeliveries({ Records: [record] }));
  if (delivery === undefined) throw new Error("the event holds one delivery");
  return delivery;
};

describe("decodeDeliveries", () => {
  it("decodes the ids, the body and the attributes of a delivery", () => {
    const record = anSqsRecord({
      body: "é",
      attributes: { ...anSqsRecord().attributes, ApproximateReceiveCount: "3" },
      messageAttributes: { request_id: aTextAttribute("r-1") },
    });
    const { attribute, toSentWith, ...others } = decodeOne(record);
    expect(others).to.deep.equal({
      sqsMessageId: record.messageId,
      receiptHandle: record.receiptHandle,
      body: "é",
      // printf 'é' | sha256sum
      sha256: "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c",
      receiveCount: 3,
      requestId: "r-1",
      receivedAt: 1_702_245_759_123,
    });
    expect(attribute("request_id")).to.equal("r-1");
    expect(attribute("company_id")).to.equal(undefined);
    expect(toSentWith()).to.deep.equal({
      attributes: { request_id: { dataType: "String", stringValue: "r-1" } },
    });
  });

  it("decodes a delivery whose attributes are missing or unreadable", () => {
    const { messageId, receiptHandle, body } = anSqsRecord();
    const bare = { messageId, receiptHandle, body };
    expect(decodeOne(bare)).to.include({ receiveCount: 1, receivedAt: undefined });
    const odd = {
      ...bare,
      attributes: { ApproximateReceiveCount: "many", SentTimestamp: 5 },
      messageAttributes: 7,
    };
    expect(decodeOne(odd)).to.include({ receiveCount: 1, receivedAt: undefined });
  });

  it("keeps an attribute without text as empty", () => {
    const messageAttributes = { company_id: { binaryValue: "AAEC", dataType: "Binary" } };
    expect(decodeOne({ ...anSqsRecord(), messageAttributes }).attribute("company_id")).to.equal("");
  });

  const malformed: Readonly<Record<string, readonly [unknown, string]>> = {
    "no object": [null, "event: expected"],
    "an event of another source": [{ detail: {} }, "event.Records: expected"],
    "no list of records": [{ Records: {} }, "event.Records: expected"],
    "no records": [{ Records: [] }, "event.Records: expected at least one record"],
    "a record without an id": [
      { Records: [anSqsRecord(), anSqsRecord({ messageId: "" })] },
      "event.Records.1.messageId: expected a non-empty text",
    ],
    "a record without a receipt handle": [
      { Records: [{ ...anSqsRecord(), receiptHandle: undefined }] },
      "event.Records.0.receiptHandle: expected a non-empty text",
    ],
    "a body that is no text": [
      { Records: [{ ...anSqsRecord(), body: { s3cr3t: true } }] },
      "event.Records.0.body: expected string",
    ],
  };
  for (const [name, [event, error]] of Object.entries(malformed)) {
    it(`refuses ${name}, naming the path and no value`, () => {
      const left = assertLeft(decodeDeliveries(event));
      expect(left).to.contain(error);
      expect(left).not.to.contain("s3cr3t");
    });
  }

  it("keeps the order of the batch", () => {
    const bodies = assertRight(decodeDeliveries(anSqsEvent("a", "", "c"))).map(({ body }) => body);
    expect(bodies).to.deep.equal(["a", "", "c"]);
  });
});

const requestIdOf = (text: string) =>
  decodeOne(anSqsRecord({ messageAttributes: { request_id: aTextAttribute(text) } })).requestId;

describe("the request id of a delivery", () => {
  it("is one of the gateway's", () => {
    expect(requestIdOf("0a6f2f3e-0f5a-4a51-9c0a-2d1d8e3a7b10")).to.equal(
      "0a6f2f3e-0f5a-4a51-9c0a-2d1d8e3a7b10",
    );
  });

  it("is no text that could hold more than an id", () => {
    for (const text of ["", "a b", 'a"b', "a\nb", "a".repeat(65)])
      expect(requestIdOf(text)).to.equal(undefined);
    expect(decodeOne(anSqsRecord()).requestId).to.equal(undefined);
  });
});
