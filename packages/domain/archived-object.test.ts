import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import * as fc from "fast-check";
import { firstEnvelope, toRejectedObject, toValidObject } from "./archived-object.ts";
import { companyMismatch } from "./failure.ts";
import { MAX_DATE_TIME_LENGTH } from "./limits.ts";
import { decodeMessage, readableIds } from "./message.ts";
import { assertRight } from "./testing/assert-either.ts";
import { aCompanyId, aMessageId, aProcessedRecord, aValidRaw } from "./testing/fixtures.ts";
import type { Envelope } from "./to-record.ts";

const { message, sha256, received_at } = aProcessedRecord;
const envelope: Envelope = { message, sha256, received_at, request_id: "r".repeat(64) };
const judgedAt = "2023-12-10T22:02:40.456Z";

const longestTime = `2023-12-10T22:02:38.${"1".repeat(MAX_DATE_TIME_LENGTH - 21)}Z`;

/** Texts whose metadata is as long as can be, and any others. */
const raws = fc.oneof(
  fc.constantFrom(
    aValidRaw({ metadata: { message_time: longestTime } }),
    '{"metadata":{},"data":1}',
    '{"metadata":{"message_id":"é","company_id":1,"message_time":"😀"},"data":1}',
    '{"metadata":{"message_id":1,"message_id":1,"company_id":1,"company_id":1,"message_time":1,"message_time":1},"data":1,"data":1}',
  ),
  fc.string({ unit: "binary" }),
  fc.json(),
);

describe("the objects of the archive", () => {
  it("have metadata that S3 takes: ASCII, and 2 KB in all", () => {
    fc.assert(
      fc.property(raws, (raw) => {
        const decoded = decodeMessage(raw);
        const { metadata } = E.isRight(decoded)
          ? toValidObject(envelope, decoded.right, judgedAt)
          : toRejectedObject(envelope, readableIds(raw), decoded.left, judgedAt);
        const text = Object.entries(metadata).flat().join("");
        expect(text).to.match(/^[\x20-\x7e]*$/);
        expect(text.length).to.be.at.most(2048);
      }),
    );
  });

  it("lie where no valid text's object can lie when they are rejected", () => {
    const valid = toValidObject(envelope, assertRight(decodeMessage(message)), judgedAt);
    expect(valid.key).to.equal(`${aCompanyId}/${aMessageId}.json`);
    const keyOf = (ids: object): string => toRejectedObject(envelope, ids, companyMismatch, judgedAt).key;
    expect(keyOf({ company_id: aCompanyId, message_id: aMessageId })).to.equal(
      `${aCompanyId}/rejected/${sha256}.json`,
    );
    expect(keyOf({ message_id: aMessageId })).to.equal(`unreadable/${sha256}.json`);
  });
});

describe("firstEnvelope", () => {
  const first = { received_at: "2023-12-10T22:02:30.000Z", request_id: "first" };

  it("is that of the request that the text was archived for", () => {
    expect(firstEnvelope(envelope, first)).to.deep.equal({ message, sha256, ...first });
  });

  it("has no request where the text did not come by the API first", () => {
    expect(firstEnvelope(envelope, { received_at: first.received_at })).to.deep.equal({
      message,
      sha256,
      received_at: first.received_at,
    });
  });

  it("is the delivery's own where the object does not tell when the text came", () => {
    for (const metadata of [{}, { request_id: "x" }, { ...first, received_at: "yesterday" }])
      expect(firstEnvelope(envelope, metadata)).to.equal(envelope);
  });
});
