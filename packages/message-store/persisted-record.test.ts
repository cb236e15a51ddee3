import { assertLeft, assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { aProcessedRecord, aRejectedRecord } from "@message-handler/domain/testing/fixtures.ts";
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { fromRecordItem, fromSummaryItem, toRecordItem } from "./persisted-record.ts";

const { request_id: _request, ...processedWithoutRequest } = aProcessedRecord;
const { company_id: _company, ...rejectedWithoutCompany } = aRejectedRecord;
const records = {
  "a processed record": aProcessedRecord,
  "one that did not come through the API": processedWithoutRequest,
  "a rejected record": aRejectedRecord,
  "one without a company": rejectedWithoutCompany,
  "one with its time": { ...aRejectedRecord, message_time: "2023-12-10T22:02:38Z" },
  "one without wrong fields": { ...aRejectedRecord, error: { ...aRejectedRecord.error, fields: [] } },
  "one with an empty raw": { ...aRejectedRecord, message: "" },
};

describe("toRecordItem and fromRecordItem", () => {
  for (const [what, record] of Object.entries(records))
    it(`convert ${what} there and back`, () => {
      expect(assertRight(fromRecordItem(toRecordItem(record)))).to.deep.equal(record);
    });

  it("write every attribute as text, except the error", () => {
    expect(toRecordItem(aRejectedRecord)).to.deep.equal({
      message_id: { S: aRejectedRecord.message_id },
      company_id: { S: aRejectedRecord.company_id },
      received_at: { S: aRejectedRecord.received_at },
      message: { S: aRejectedRecord.message },
      sha256: { S: aRejectedRecord.sha256 },
      status: { S: "Rejected" },
      rejected_at: { S: aRejectedRecord.rejected_at },
      rejected_company_id: { S: aRejectedRecord.company_id },
      error: {
        M: {
          code: { S: "InvalidMessage" },
          detail: { S: aRejectedRecord.error.detail },
          fields: {
            L: [
              {
                M: {
                  path: { S: "metadata.message_time" },
                  expected: { S: "an RFC 3339 date-time with a zone" },
                },
              },
            ],
          },
        },
      },
    });
  });

  it("write the attributes that docs/architecture.md lists", () => {
    const document = readFileSync(new URL("../../docs/architecture.md", import.meta.url), "utf8");
    const section = /^## The record$(.*?)^## /ms.exec(document)?.[1] ?? "";
    const listed = [...section.matchAll(/^\| (`.*?) *\|/gm)].flatMap(([, names = ""]) =>
      names.split(", ").map((name) => name.slice(1, -1)),
    );
    const written = Object.values(records).flatMap((record) => Object.keys(toRecordItem(record)));
    // Beside what a record says, the time from which it may go, where records have a retention.
    expect(listed).to.have.members([...new Set(written), "expires_at"]);
  });

  it("leave the company out when it cannot be read, so that both indexes skip the record", () => {
    expect(toRecordItem(rejectedWithoutCompany)).not.to.have.any.keys("company_id", "rejected_company_id");
  });

  it("keep a processed record out of the index of rejected ones", () => {
    expect(toRecordItem(aProcessedRecord)).not.to.have.property("rejected_company_id");
  });

  it("ignore attributes that are not the record's", () => {
    const item = { ...toRecordItem(aProcessedRecord), expires_at: { N: "1" } };
    expect(assertRight(fromRecordItem(item))).to.deep.equal(aProcessedRecord);
  });

  it("refuse an item that is not a record", () => {
    const { message: _message, ...withoutRaw } = toRecordItem(aProcessedRecord);
    assertLeft(fromRecordItem(withoutRaw));
    assertLeft(fromRecordItem({ ...toRecordItem(aProcessedRecord), status: { S: "Pending" } }));
    assertLeft(fromRecordItem({ ...toRecordItem(aProcessedRecord), sha256: { N: "1" } }));
    assertLeft(fromRecordItem({ ...toRecordItem(aRejectedRecord), error: { S: "?" } }));
  });
});

describe("fromSummaryItem", () => {
  for (const [what, record] of Object.entries(records))
    it(`reads ${what} without raw`, () => {
      const { message: _message, ...summary } = record;
      const { message: _attribute, ...item } = toRecordItem(record);
      expect(assertRight(fromSummaryItem(item))).to.deep.equal(summary);
      // An index that projects everything must not carry raw into a list either.
      expect(assertRight(fromSummaryItem(toRecordItem(record)))).to.deep.equal(summary);
    });
});
