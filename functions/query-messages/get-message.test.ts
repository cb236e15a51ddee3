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
import * as fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { throttled } from "./proxy-event.fixture.ts";
import { makeGetMessage, toRecordJson } from "./get-message.ts";

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

const jsonOf = (message: string): string => toRecordJson({ ...aProcessedRecord, message });
const { message: _raw, ...fields } = aProcessedRecord;

describe("toRecordJson", () => {
  const verbatim: Readonly<Record<string, string>> = {
    "long integers": '{"n":12345678901234567890}',
    "numbers beyond a double": '{"n":1e400}',
    "duplicate keys": '{"a":1,"a":2}',
    "white space": ' \t{ "a" :\r\n1 }\n',
    "deep nesting": `${"[".repeat(5000)}${"]".repeat(5000)}`,
    "escapes as written": '{"a":"\\u0041\\/\\ud83d"}',
    "a prototype key": '{"__proto__":{"status":"Rejected"}}',
    "text that looks like the record's end": '{"a":"\\"},\\"status\\":\\"Rejected\\""}',
    "a message of the longest size": JSON.stringify({ a: "x".repeat(262_144 - 8) }),
    "a bare value": "42",
  };
  for (const [name, raw] of Object.entries(verbatim)) {
    it(`embeds ${name} exactly as received`, () => {
      const json = jsonOf(raw);
      expect(json.endsWith(`,"message":${raw}}`)).to.equal(true);
      expect(JSON.parse(json)).to.include(fields);
    });
  }

  it("embeds a message that is not JSON as a string", () => {
    for (const raw of ["{", "", "\uFEFF{}", "a\u2028\u0000b", '"', "NaN"]) {
      const { message, ...others } = JSON.parse(jsonOf(raw)) as Record<string, unknown>;
      expect(message).to.equal(raw);
      expect(others).to.deep.equal(fields);
    }
  });

  it("makes a JSON object with the fields of the record, whatever the message", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: "binary" })), (raw) => {
        const { message: _message, ...others } = JSON.parse(jsonOf(raw)) as Record<string, unknown>;
        expect(others).to.deep.equal(fields);
      }),
    );
  });
});
