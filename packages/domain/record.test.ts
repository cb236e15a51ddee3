import { expect } from "chai";
import { assertLeft, assertRight } from "./testing/assert-either.ts";
import { aMessageId } from "./testing/fixtures.ts";
import { RecordKey, toContentKey } from "./record.ts";

describe("RecordKey", () => {
  it("accepts a UUID in any case and makes it lower case", () => {
    expect(assertRight(RecordKey.decode(aMessageId.toUpperCase()))).to.equal(aMessageId);
  });

  it("accepts a content key", () => {
    const key = toContentKey("0123456789abcdef".repeat(4));
    expect(assertRight(RecordKey.decode(key))).to.equal(key);
  });

  for (const key of [
    `sha256:${"A".repeat(64)}`,
    `SHA256:${"a".repeat(64)}`,
    `sha256:${"a".repeat(63)}`,
    `sha256:${"a".repeat(65)}`,
    `sha256:${"a".repeat(64)}\n`,
    "a".repeat(64),
    "../x",
    "",
  ])
    it(`refuses ${JSON.stringify(key)}`, () => {
      assertLeft(RecordKey.decode(key));
    });
});
