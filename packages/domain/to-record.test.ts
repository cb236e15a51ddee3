import { expect } from "chai";
import { createHash } from "node:crypto";
import { assertRight } from "./testing/assert-either.ts";
import { invalidMessage } from "./failure.ts";
import {
  aCompanyId,
  aMessageId,
  anotherCompanyId,
  aProcessedRecord,
  aRejectedRecord,
  aValidRaw,
} from "./testing/fixtures.ts";
import { decodeMessage } from "./message.ts";
import { RecordKey, toContentKey } from "./record.ts";
import { toCompanyContentKey, toProcessedRecord, toRejectedRecord, type Envelope } from "./to-record.ts";

const { message, sha256, received_at, request_id } = aProcessedRecord;
const envelope: Envelope = {
  message,
  sha256,
  received_at,
  request_id,
};
const failure = invalidMessage(aRejectedRecord.error.fields);
const now = "2023-12-10T22:02:40.456Z";

describe("toProcessedRecord", () => {
  it("joins the envelope and the metadata", () => {
    const record = toProcessedRecord(envelope, assertRight(decodeMessage(aValidRaw())), now);
    expect(record).to.deep.equal(aProcessedRecord);
  });
});

describe("toRejectedRecord", () => {
  it("keys a rejection by the message's id when that can be read", () => {
    const ids = { message_id: aMessageId, company_id: aCompanyId };
    expect(toRejectedRecord(envelope, ids, failure, now)).to.deep.equal({
      ...envelope,
      ...ids,
      status: "Rejected",
      rejected_at: now,
      error: { code: "InvalidMessage", detail: failure.detail, fields: failure.fields },
    });
  });

  it("keys a rejection without a readable id by the hash of its content", () => {
    const record = toRejectedRecord(envelope, {}, failure, now);
    expect(record.message_id).to.equal(`sha256:${sha256}`);
    expect(record).not.to.have.any.keys("company_id", "message_time");
  });
});

describe("toCompanyContentKey", () => {
  it("gives the same text a key of its own for each company and for a message without one", () => {
    const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
    const { company_id: _none, ...withoutCompany } = aRejectedRecord;
    const records = [aRejectedRecord, { ...aRejectedRecord, company_id: anotherCompanyId }, withoutCompany];
    const keys = records.map((record) => toCompanyContentKey(hash, record));
    expect(new Set([...keys, toContentKey(aRejectedRecord.sha256)])).to.have.property("size", 4);
    for (const key of keys) assertRight(RecordKey.decode(key));
  });
});
