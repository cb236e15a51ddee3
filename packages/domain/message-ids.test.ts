import { expect } from "chai";
import * as fc from "fast-check";
import { assertLeft, assertRight } from "./testing/assert-either.ts";
import { aCompanyId, aMessageId, aValidRaw } from "./testing/fixtures.ts";
import { readableIds } from "./message-ids.ts";
import { decodeMessage } from "./message.ts";

describe("readableIds", () => {
  it("reads the same metadata as the message's own codec", () => {
    const raw = aValidRaw({ metadata: { message_id: aMessageId.toUpperCase() } });
    expect(readableIds(raw)).to.deep.equal(assertRight(decodeMessage(raw)).metadata);
  });

  it("reads each valid id beside invalid ones", () => {
    const raw = aValidRaw({ metadata: { company_id: "../x", message_time: 5 } });
    assertLeft(decodeMessage(raw));
    expect(readableIds(raw)).to.deep.equal({ message_id: aMessageId });
  });

  it("reads ids although the data is invalid", () => {
    expect(readableIds(aValidRaw({ data: [] }))).to.include({
      message_id: aMessageId,
      company_id: aCompanyId,
    });
  });

  const unreadable = {
    "text that is not JSON": "{",
    "a message with a byte order mark": `\uFEFF${aValidRaw()}`,
    "a double-encoded message": JSON.stringify(aValidRaw()),
    "no metadata": "{}",
    "metadata that is an array": `{"metadata":["${aMessageId}"]}`,
    "metadata that is null": '{"metadata":null}',
    null: "null",
    "metadata by prototype": `{"__proto__":${aValidRaw()}}`,
    "ids by prototype": `{"metadata":{"__proto__":{"message_id":"${aMessageId}"}}}`,
  };
  for (const [what, raw] of Object.entries(unreadable))
    it(`reads nothing from ${what}`, () => {
      expect(readableIds(raw)).to.deep.equal({});
    });

  it("returns ids or nothing for any JSON, and never throws", () => {
    fc.assert(
      fc.property(fc.json(), (raw) => {
        expect(readableIds(raw)).to.be.an("object");
      }),
    );
  });
});
