import { aProcessedRecord } from "@message-handler/domain/testing/fixtures.ts";
import { expect } from "chai";
import * as fc from "fast-check";
import { toRecordJson } from "./to-record-json.ts";

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
