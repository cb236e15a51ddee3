import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import * as fc from "fast-check";
import { toRejectedObject, toValidObject } from "./archived-object.ts";
import { tellsLoser, toArchivedRecord } from "./archived-verdict.ts";
import { companyMismatch, messageIdConflict } from "./failure.ts";
import { decodeMessage, readableIds } from "./message.ts";
import { assertRight } from "./testing/assert-either.ts";
import { aCompanyId, aMessageId, anotherCompanyId, aProcessedRecord, aValidRaw } from "./testing/fixtures.ts";
import { ownIds, toProcessedRecord, toRejectedRecord, type Envelope } from "./to-record.ts";

const { message, sha256, received_at, request_id } = aProcessedRecord;
const judgedAt = "2023-12-10T22:02:40.456Z";
const envelopes = fc.constantFrom<Envelope>(
  { message, sha256, received_at, request_id },
  { message, sha256, received_at },
);
const raws = fc.oneof(
  fc.constantFrom(
    aValidRaw({ metadata: { message_time: "yesterday" } }),
    aValidRaw({ metadata: { company_id: 1 }, data: [] }),
  ),
  fc.json(),
  fc.string(),
);

const withoutMessage = <R extends { readonly message: string }>({ message: _message, ...record }: R) =>
  record;

describe("toArchivedRecord", () => {
  it("is the record of a valid text, processed when it was judged", () => {
    fc.assert(
      fc.property(envelopes, (envelope) => {
        const decoded = assertRight(decodeMessage(message));
        const { key, metadata } = toValidObject(envelope, decoded, judgedAt);
        const record = withoutMessage(toProcessedRecord(envelope, decoded, judgedAt));
        expect(toArchivedRecord(key, metadata)).to.deep.equal(record);
      }),
    );
  });

  it("is the rejection of any other text, under the first of its keys", () => {
    fc.assert(
      fc.property(envelopes, raws, (envelope, raw) => {
        const decoded = decodeMessage(raw);
        if (E.isRight(decoded)) return;
        const ids = readableIds(raw);
        const { key, metadata } = toRejectedObject(envelope, ids, decoded.left, judgedAt);
        const record = withoutMessage(toRejectedRecord(envelope, ids, decoded.left, judgedAt));
        expect(toArchivedRecord(key, metadata)).to.deep.equal(record);
      }),
    );
  });

  it("keeps the id from a text that lost it, or may not claim it, and tells which lost it", () => {
    const envelope = { message, sha256, received_at };
    const ids = { message_id: aMessageId, company_id: aCompanyId };
    for (const failure of [messageIdConflict, companyMismatch]) {
      const { key, metadata } = toRejectedObject(envelope, ids, failure, judgedAt);
      const expected = toRejectedRecord(envelope, ownIds(failure.code, ids), failure, judgedAt);
      const record = toArchivedRecord(key, metadata);
      expect(record).to.deep.equal(withoutMessage(expected));
      expect(record?.message_id).to.equal(`sha256:${sha256}`);
      expect(record !== undefined && tellsLoser(record)).to.equal(failure === messageIdConflict);
    }
  });

  it("is undefined where the metadata are not the archive's, or those of another object", () => {
    const { key, metadata } = toValidObject(
      { message, sha256, received_at },
      assertRight(decodeMessage(message)),
      judgedAt,
    );
    const others = [
      {},
      { ...metadata, sha256: "0" },
      { ...metadata, verdict: "Rejected" },
      { ...metadata, judged_at: "today" },
      { ...metadata, company_id: anotherCompanyId },
    ];
    for (const other of others) expect(toArchivedRecord(key, other)).to.equal(undefined);
    const rejected = { ...metadata, verdict: "Rejected", code: "InvalidMessage", fields: "[1" };
    const rejectedKey = `${aCompanyId}/rejected/${sha256}.json`;
    expect(toArchivedRecord(rejectedKey, rejected)).to.equal(undefined);
    expect(toArchivedRecord(rejectedKey, { ...rejected, fields: "[]" })).to.include({ status: "Rejected" });
  });
});
