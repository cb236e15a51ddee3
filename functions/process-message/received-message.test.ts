import { assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { aCompanyId } from "@message-handler/domain/testing/fixtures.ts";
import { decodeDeliveries } from "@message-handler/lambda-kit/delivery.ts";
import { anSqsRecord, aTextAttribute } from "@message-handler/lambda-kit/testing/fixtures.ts";
import { expect } from "chai";
import * as fc from "fast-check";
import { toReceivedMessage } from "./received-message.ts";

const now = new Date("2024-01-01T00:00:00.000Z");
const sentAt = "2023-12-10T22:02:39.123Z"; // the fixture's SentTimestamp

const received = (messageAttributes: object, attributes: object = anSqsRecord().attributes) => {
  const [delivery] = assertRight(
    decodeDeliveries({ Records: [{ ...anSqsRecord(), attributes, messageAttributes }] }),
  );
  if (delivery === undefined) throw new Error("the event holds one delivery");
  return toReceivedMessage(delivery, now);
};

describe("toReceivedMessage", () => {
  it("keeps the time and the id that the gateway accepted the message with", () => {
    const attributes = {
      received_at: aTextAttribute("1702245758000"),
      request_id: aTextAttribute("request-1"),
    };
    expect(received(attributes).envelope).to.deep.include({
      message: "{}",
      received_at: "2023-12-10T22:02:38.000Z",
      request_id: "request-1",
    });
  });

  it("falls back to the time SQS received the message", () => {
    const { envelope } = received({});
    expect(envelope.received_at).to.equal(sentAt);
    expect(envelope).not.to.have.property("request_id");
  });

  it("ignores attributes that cannot be read", () => {
    const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
    const unreadable = fc.oneof(
      fc.string(),
      fc.constantFrom("", "-1", "1e3", "253402300800000", "9".repeat(15)),
    );
    fc.assert(
      fc.property(unreadable, (text) => {
        const attribute = aTextAttribute(text);
        const { envelope } = received({ received_at: attribute, request_id: attribute });
        expect(envelope.received_at).to.match(instant);
        if (!/^\d+$/.test(text)) expect(envelope.received_at).to.equal(sentAt);
      }),
    );
    expect(received({ received_at: aTextAttribute("253402300800000") }).envelope.received_at).to.equal(
      sentAt,
    );
    expect(received({ received_at: { binaryValue: "AA==" } }).envelope.received_at).to.equal(sentAt);
    expect(received({}, { SentTimestamp: "soon" }).envelope.received_at).to.equal(now.toISOString());
  });

  it("names the sender's company only where the gateway does", () => {
    expect(received({})).not.to.have.property("senderCompany");
    const upper = aTextAttribute(aCompanyId.toUpperCase());
    expect(received({ company_id: upper }).senderCompany).to.equal(aCompanyId);
  });

  it("keeps an unreadable company as an empty one", () => {
    for (const attribute of [aTextAttribute("x"), { binaryValue: "AA==", dataType: "Binary" }])
      expect(received({ company_id: attribute }).senderCompany).to.equal("");
  });
});
