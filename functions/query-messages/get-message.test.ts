import { assertLeft, assertRight } from "@message-handler/domain/testing/assert-either.ts";
import {
  aCompanyId,
  aMessageId,
  anotherCompanyId,
  aProcessedRecord,
  aRejectedRecord,
} from "@message-handler/domain/testing/fixtures.ts";
import type { FindRecord } from "@message-handler/domain/ports.ts";
import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import { throttled } from "./proxy-event.fixture.ts";
import { makeGetMessage } from "./get-message.ts";

const found: FindRecord = async (key) => E.right({ ...aProcessedRecord, message_id: key });
const noCall: FindRecord = async () => Promise.reject(new Error("must not be asked"));
const nothing: FindRecord = async () => E.right(undefined);
const notFound = { status: 404, code: "NotFound" };

const problemIn = (failure: unknown) => (failure as { readonly problem: unknown }).problem;

describe("makeGetMessage", () => {
  it("answers with the record, its message verbatim", async () => {
    const json = assertRight(await makeGetMessage(found)({ messageId: aMessageId }));
    expect(json).to.contain(`"message":${aProcessedRecord.message}`);
    expect(JSON.parse(json)).to.deep.equal({
      ...aProcessedRecord,
      message: JSON.parse(aProcessedRecord.message) as unknown,
    });
  });

  it("looks a record up by its canonical key", async () => {
    const contentKey = `sha256:${"0f".repeat(32)}`;
    for (const [messageId, key] of [
      [aMessageId.toUpperCase(), aMessageId],
      [contentKey, contentKey],
      [encodeURIComponent(contentKey), contentKey],
    ] as const) {
      const keys: string[] = [];
      const findRecord: FindRecord = async (asked) => {
        keys.push(asked);
        return E.right(undefined);
      };
      await makeGetMessage(findRecord)({ messageId });
      expect(keys).to.deep.equal([key]);
    }
  });

  it("refuses an invalid message_id without repeating it", async () => {
    const ids = [
      "",
      "s3cr3t",
      `{${aMessageId}}`,
      ` ${aMessageId}`,
      "sha256:00",
      `SHA256:${"0f".repeat(32)}`,
      "%",
      "%zz",
    ];
    for (const messageId of ids) {
      const failure = assertLeft(await makeGetMessage(noCall)({ messageId }));
      expect(problemIn(failure), messageId).to.include({ status: 400, parameter: "message_id" });
      expect(JSON.stringify(failure)).not.to.contain("s3cr3t");
    }
  });

  it("answers NotFound where there is no record", async () => {
    expect(problemIn(assertLeft(await makeGetMessage(nothing)({ messageId: aMessageId })))).to.include(
      notFound,
    );
  });

  it("returns the store's failure", async () => {
    const get = makeGetMessage(async () => E.left(throttled));
    expect(assertLeft(await get({ messageId: aMessageId }))).to.equal(throttled);
  });

  it("shows a caller only the records of its own company", async () => {
    const own = { messageId: aMessageId, callerCompany: aCompanyId };
    assertRight(await makeGetMessage(found)(own));
    const { company_id: _company, ...ofNoCompany } = aRejectedRecord;
    const others = [
      { ...own, callerCompany: anotherCompanyId },
      { ...own, callerCompany: "" },
    ];
    const missing = assertLeft(await makeGetMessage(nothing)(own));
    for (const request of others)
      expect(assertLeft(await makeGetMessage(found)(request))).to.deep.equal(missing);
    expect(assertLeft(await makeGetMessage(async () => E.right(ofNoCompany))(own))).to.deep.equal(missing);
  });
});
