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
import { optionalProp } from "./optional-prop.ts";
import { RecordKey } from "./record.ts";
import {
  withContentKey,
  withCompanyContentKey,
  toProcessedRecord,
  toRejectedRecord,
  type Envelope,
} from "./to-record.ts";

const { message, sha256, received_at, request_id } = aProcessedRecord;
const envelope: Envelope = {
  message,
  sha256,
  received_at,
  ...optionalProp("request_id", request_id),
};
const failure = invalidMessage(aRejectedRecord.error.fields);
const now = "2023-12-10T22:02:40.456Z";

describe("toProcessedRecord", () => {
  it("puts the envelope and the metadata together", () => {
    const record = toProcessedRecord(envelope, assertRight(decodeMessage(aValidRaw())), now);
    expect(record).to.deep.equal(aProcessedRecord);
  });
});

describe("toRejectedRecord", () => {
  it("files a rejection under the message's id when that is readable", () => {
    const ids = { message_id: aMessageId, company_id: aCompanyId };
    expect(toRejectedRecord(envelope, ids, failure, now)).to.deep.equal({
      ...envelope,
      ...ids,
      status: "Rejected",
      rejected_at: now,
      error: { code: "InvalidMessage", detail: failure.detail, fields: failure.fields },
    });
  });

  it("files it under its content otherwise, and leaves out what cannot be read", () => {
    const record = toRejectedRecord(envelope, {}, failure, now);
    expect(record.message_id).to.equal(`sha256:${sha256}`);
    expect(record).not.to.have.any.keys("company_id", "message_time");
  });
});

describe("withCompanyContentKey", () => {
  it("gives the same text another key for each company, and for nobody", () => {
    const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
    const { company_id: _none, ...nobodys } = aRejectedRecord;
    const records = [aRejectedRecord, { ...aRejectedRecord, company_id: anotherCompanyId }, nobodys];
    const keys = records.map((record) => withCompanyContentKey(hash, record).message_id);
    expect(new Set([...keys, withContentKey(aRejectedRecord).message_id])).to.have.property("size", 4);
    for (const key of keys) assertRight(RecordKey.decode(key));
  });
});

describe("withContentKey", () => {
  it("changes the key and nothing else", () => {
    expect(withContentKey(aRejectedRecord)).to.deep.equal({
      ...aRejectedRecord,
      message_id: `sha256:${aRejectedRecord.sha256}`,
    });
  });
});
