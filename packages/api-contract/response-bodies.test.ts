import { assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { decodeCursor } from "@message-handler/domain/cursor.ts";
import { aProcessedRecord, aRejectedRecord } from "@message-handler/domain/testing/fixtures.ts";
import { decodeListQuery } from "@message-handler/domain/list-query.ts";
import { Message } from "@message-handler/domain/message.ts";
import { expect } from "chai";
import type * as t from "io-ts";
import { createHash } from "node:crypto";
import {
  Accepted,
  MessageRecord,
  ProcessedRecord,
  RecordPage,
  RecordSummary,
  RejectedRecord,
} from "./response-bodies.ts";
import * as examples from "./openapi/examples.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const isOf = (codec: t.Mixed, value: unknown): boolean => codec.is(value);

describe("the codecs of the response bodies", () => {
  const processed = { ...aProcessedRecord, message: JSON.parse(aProcessedRecord.message) as unknown };

  it("decode the records of the domain with their message embedded", () => {
    assertRight(ProcessedRecord.decode(processed));
    assertRight(RejectedRecord.decode({ ...aRejectedRecord, message: "not JSON" }));
  });

  it("decode the records of a list without their messages", () => {
    const { message: _raw, ...summary } = aProcessedRecord;
    assertRight(RecordPage.decode({ items: [summary], next_cursor: null }));
  });

  it("reject a record that lacks a field, or has an invalid one", () => {
    for (const wrong of [
      { sha256: undefined },
      { processed_at: "2023-12-10T22:02:40Z" },
      { status: "Rejected" },
    ])
      expect(isOf(MessageRecord, { ...processed, ...wrong }), JSON.stringify(wrong)).to.equal(false);
    expect(
      isOf(MessageRecord, { ...processed, company_id: aProcessedRecord.company_id.toUpperCase() }),
    ).to.equal(false);
  });

  const pairs: readonly (readonly [string, t.Mixed, unknown])[] = [
    ["a message", Message, examples.aMessage],
    ["an acceptance", Accepted, examples.anAcceptance],
    ["a processed record", ProcessedRecord, examples.aProcessedRecord],
    ["a rejected record", RejectedRecord, examples.aRejectedRecord],
    ["a page", RecordPage, examples.aPage],
    ["the last page", RecordPage, examples.theLastPage],
    ["an item of a page", RecordSummary, examples.aPage.items[0]],
  ];
  for (const [what, codec, value] of pairs) {
    it(`decode the example of ${what}`, () => {
      assertRight(codec.decode(value));
    });
  }

  it("decode the example of a query, its cursor included", () => {
    const { limit, ...texts } = examples.aListQuery;
    const query = assertRight(decodeListQuery({ ...texts, limit: String(limit) }));
    assertRight(decodeCursor(sha256, query, texts.cursor));
  });
});
