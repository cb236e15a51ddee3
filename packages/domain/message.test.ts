import { expect } from "chai";
import * as fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { assertLeft, assertRight } from "./testing/assert-either.ts";
import { aCompanyId, aMessageId, aValidRaw } from "./testing/fixtures.ts";
import { DateTime } from "./date-time.ts";
import { toFieldErrors } from "./failure.ts";
import { MAX_ERROR_BYTES } from "./limits.ts";
import { decodeMessage, Message, parseJson, readableIds } from "./message.ts";
import { JsonObject } from "./own-props.ts";
import { Uuid } from "./uuid.ts";

const deep = (depth: number): string => `${"[".repeat(depth)}1${"]".repeat(depth)}`;
const withData = (data: string): string => aValidRaw().replace(/"data":.*}$/, `"data":${data}}`);
const paths = (raw: string): readonly string[] =>
  assertLeft(decodeMessage(raw)).fields.map((field) => field.path);

type Metadata = typeof Message.props.metadata.props;

/** The message in io-ts alone. */
const PlainMessage = t.type(
  {
    metadata: t.type(
      { message_id: Uuid, company_id: Uuid, message_time: DateTime } satisfies Metadata,
      JsonObject.name,
    ),
    data: new t.Type(JsonObject.name, t.UnknownRecord.is, t.UnknownRecord.validate, t.identity),
  },
  JsonObject.name,
);

const scalar = fc.constantFrom<unknown>("", "yesterday", 1, null, true, [], ["a"], {});
const mostly = (...values: readonly unknown[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: scalar });
const id = mostly(
  aMessageId,
  aMessageId.toUpperCase(),
  "00000000-0000-0000-0000-0000000000f0",
  "F0000000-0000-0000-0000-000000000000",
);
const noId = fc.constantFrom("00000000-0000-0000-0000-000000000000", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF");
const aMetadata = fc.record(
  {
    message_id: id,
    company_id: fc.oneof({ weight: 9, arbitrary: id }, { weight: 1, arbitrary: noId }),
    message_time: mostly("2024-02-29T22:02:38Z", "2023-02-29T22:02:38Z", "2023-12-10t22:02:38.5+01:00"),
  } satisfies Record<keyof Metadata, fc.Arbitrary<unknown>>,
  { requiredKeys: ["message_id", "company_id"] },
);
const aSample = fc.record(
  {
    metadata: fc.oneof({ weight: 9, arbitrary: aMetadata }, { weight: 1, arbitrary: scalar }),
    data: mostly({}, { order_amount: 20 }),
  },
  { requiredKeys: ["metadata"] },
);

describe("Message", () => {
  it("has the verdict, the value and the errors that io-ts's own codecs have", () => {
    const seen = { right: 0, left: 0 };
    fc.assert(
      fc.property(aSample, (sample) => {
        const message = Message.decode(sample);
        const plain = PlainMessage.decode(sample);
        if (E.isRight(plain)) {
          seen.right += 1;
          // io-ts keeps an absent optional member as undefined, which JSON leaves out.
          expect(assertRight(message)).to.deep.equal(JSON.parse(JSON.stringify(plain.right)));
        } else {
          seen.left += 1;
          const found = assertLeft(message);
          expect(toFieldErrors(found)).to.deep.equal(toFieldErrors(plain.left));
          expect(found.map(({ value }) => value)).to.deep.equal(plain.left.map(({ value }) => value));
        }
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(seen.right, seen.left)).to.be.above(100);
  });

  it("reads own members alone, and keeps those that it names", () => {
    const { metadata, data } = assertRight(decodeMessage(aValidRaw()));
    const inherit = (object: object, name: string): unknown => {
      const { [name]: value, ...others } = object as Readonly<Record<string, unknown>>;
      return Object.assign(Object.create({ [name]: value }) as object, others);
    };
    for (const name of ["metadata", "data"]) assertLeft(Message.decode(inherit({ metadata, data }, name)));
    for (const [name, codec] of Object.entries(Message.props.metadata.props)) {
      const decoded = Message.decode({ metadata: inherit(metadata, name), data });
      if (codec.is(undefined)) expect(assertRight(decoded).metadata).not.to.have.property(name);
      else assertLeft(decoded);
    }
    const more = { metadata: { ...metadata, more: 1 }, data, more: 2 };
    expect(assertRight(Message.decode(more))).to.deep.equal({ metadata, data });
  });
});

describe("decodeMessage", () => {
  it("decodes a valid message", () => {
    const message = assertRight(decodeMessage(aValidRaw()));
    expect(message.metadata).to.deep.equal({
      message_id: aMessageId,
      company_id: aCompanyId,
      message_time: "2023-12-10T22:02:38Z",
    });
  });

  it("makes the ids lower case and keeps the time as it is written", () => {
    const metadata = {
      message_id: aMessageId.toUpperCase(),
      company_id: aCompanyId.toUpperCase(),
      message_time: "2023-12-10t22:02:38.50z",
    };
    expect(assertRight(decodeMessage(aValidRaw({ metadata }))).metadata).to.deep.equal({
      message_id: aMessageId,
      company_id: aCompanyId,
      message_time: "2023-12-10t22:02:38.50z",
    });
  });

  it("decodes its own result to the same value", () => {
    const message = assertRight(decodeMessage(aValidRaw()));
    expect(Message.is(message)).to.equal(true);
    expect(assertRight(Message.decode(message))).to.deep.equal(message);
  });

  it("ignores unknown fields", () => {
    assertRight(decodeMessage(aValidRaw({ metadata: { extra: [1] } }).replace(/^{/, '{"more":null,')));
  });

  const harmlessData = [
    "{}",
    `{"a":${deep(5_000)}}`,
    '{"a":1e400,"b":12345678901234567890}',
    '{"a":1,"a":2}',
    '{"__proto__":{"polluted":true}}',
    '{"a":"\\ud800 \\u0000"}',
  ];
  for (const data of harmlessData)
    it(`accepts the data ${data.slice(0, 40)} without validating it`, () => {
      assertRight(decodeMessage(withData(data)));
    });

  for (const raw of ["null", "42", '""', "[]", "true", JSON.stringify(aValidRaw())])
    it(`rejects ${raw.slice(0, 30)} as invalid`, () => {
      const failure = assertLeft(decodeMessage(raw));
      expect(failure.code).to.equal("InvalidMessage");
      expect(failure.fields).to.deep.equal([{ path: "$", expected: "a JSON object" }]);
    });

  for (const raw of ["{", "", `\uFEFF${aValidRaw()}`])
    it(`rejects ${JSON.stringify(raw.slice(0, 10))} as malformed`, () => {
      expect(assertLeft(decodeMessage(raw)).code).to.equal("MalformedJson");
    });

  for (const data of ["[]", "null", "42", '"{}"', "true"])
    it(`rejects ${data} as data`, () => {
      expect(assertLeft(decodeMessage(withData(data))).fields).to.deep.equal([
        { path: "data", expected: "a JSON object" },
      ]);
    });

  it("names an invalid time when both ids are readable", () => {
    const failure = assertLeft(
      decodeMessage(aValidRaw({ metadata: { message_time: "2023-02-30T00:00:00Z" } })),
    );
    expect(failure.code).to.equal("InvalidMessage");
    expect(failure.fields).to.deep.equal([
      { path: "metadata.message_time", expected: "an RFC 3339 date-time with a zone" },
    ]);
  });

  it("names every invalid field at once", () => {
    expect(paths("{}")).to.deep.equal(["metadata", "data"]);
    expect(paths('{"metadata":{}}')).to.deep.equal([
      "metadata.message_id",
      "metadata.company_id",
      "metadata.message_time",
      "data",
    ]);
  });

  it("rejects an array as metadata, whatever it holds", () => {
    expect(paths(`{"metadata":["${aMessageId}"],"data":{}}`)).to.deep.equal(["metadata"]);
  });

  it("reads no field from a __proto__ key, on any level", () => {
    const { metadata, data } = JSON.parse(aValidRaw()) as { metadata: unknown; data: unknown };
    const text = JSON.stringify({ metadata, data });
    expect(paths(`{"__proto__":${text}}`)).to.deep.equal(["metadata", "data"]);
    expect(paths(`{"metadata":{"__proto__":${JSON.stringify(metadata)}},"data":{}}`)).to.have.length(3);
    expect(({} as Record<string, unknown>)["metadata"]).to.equal(undefined);
  });

  const twice = (text: string, member: string, again = member): string =>
    text.replace(member, `${again},${member}`);
  const ambiguous: Record<string, [raw: string, path: string]> = {
    company_id: [twice(aValidRaw(), `"company_id":"${aCompanyId}"`), "metadata.company_id"],
    "company_id, once with an escape": [
      twice(aValidRaw(), `"company_id":"${aCompanyId}"`, `"company\\u005fid":"${aCompanyId}"`),
      "metadata.company_id",
    ],
    "message_id, once with a value that is no id": [
      aValidRaw().replace('"message_id":', '"message_id":"x","message_id":'),
      "metadata.message_id",
    ],
    "message_time, the second time behind unknown members": [
      aValidRaw().replace("}", ',"a":"}{\\"","b":[{}],"message_time":1}'),
      "metadata.message_time",
    ],
    metadata: [aValidRaw().replace('{"metadata":', '{"metadata":{},"metadata":'), "metadata"],
    "data, behind data": [aValidRaw().replace(/}$/, ',"data":{}}'), "data"],
  };
  for (const [what, [raw, path]] of Object.entries(ambiguous))
    it(`rejects a message with two members ${what}, with the path`, () => {
      expect(assertLeft(decodeMessage(raw))).to.deep.include({
        code: "InvalidMessage",
        fields: [{ path, expected: "one member of this name" }],
      });
    });

  it("names what stands twice beside what is invalid", () => {
    expect(paths('{"metadata":{"message_id":1,"message_id":2},"data":[]}')).to.deep.equal([
      "metadata.message_id",
      "metadata.company_id",
      "metadata.message_time",
      "data",
    ]);
  });

  for (const [what, raw] of Object.entries({
    "inside data": withData('{"a":1,"a":2,"metadata":{},"metadata":1}'),
    "that are not validated": aValidRaw().replace("{", '{"note":1,"note":2,"__proto__":1,"__proto__":2,'),
    "whose names differ in case": aValidRaw().replace("{", '{"Data":1,"METADATA":2,'),
  }))
    it(`accepts repeated members ${what}`, () => {
      expect(assertRight(decodeMessage(raw)).metadata.company_id).to.equal(aCompanyId);
    });

  it("never puts a value of the message or more than 1 KiB into a failure", () => {
    const secret = "5ecret";
    const values = fc.anything({ maxDepth: 2 }).map((value) => [secret, value]);
    const metadata = fc.record(
      { message_id: values, company_id: values, message_time: values, [secret]: values },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(metadata, values), values, (metadata, data) => {
        // JSON.stringify refuses some of what fast-check makes (a bigint); that is no message then.
        fc.pre(isSerialisable([metadata, data]));
        const failure = assertLeft(decodeMessage(JSON.stringify({ metadata, data })));
        const error = JSON.stringify({ code: failure.code, detail: failure.detail, fields: failure.fields });
        expect(error).not.to.include(secret);
        expect(Buffer.byteLength(error)).to.be.at.most(MAX_ERROR_BYTES);
      }),
    );
  });

  it("returns a message or a failure for any text, and never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (raw) => {
        assertLeft(decodeMessage(raw));
      }),
    );
  });
});

const isSerialisable = (value: unknown): boolean => {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
};

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

  it("reads no field that stands twice, and none of metadata that does", () => {
    const { message_id, ...others } = readableIds(aValidRaw());
    expect(readableIds(aValidRaw().replace('"message_id":', '"message_id":"x","message_id":'))).to.deep.equal(
      others,
    );
    expect(message_id).to.equal(aMessageId);
    expect(readableIds(aValidRaw().replace("{", '{"metadata":{},'))).to.deep.equal({});
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

describe("parseJson", () => {
  for (const raw of [
    "",
    " ",
    "{",
    "{'a':1}",
    '{"a":1,}',
    "\uFEFF{}",
    String.raw`[\u0074rue]`,
    "NaN",
    "undefined",
    '{"a":\u0000}',
  ])
    it(`finds ${JSON.stringify(raw)} malformed`, () => {
      expect(assertLeft(parseJson(raw)).code).to.equal("MalformedJson");
    });

  for (const raw of ["null", "42", '""', "[]", '{"a":1e400}', '{"a":1,"a":2}', '"{\\"a\\":1}"', " {} \r\n"])
    it(`parses ${JSON.stringify(raw)}`, () => {
      assertRight(parseJson(raw));
    });

  it("reads escaped names whatever was parsed before, which JSON.parse does not", () => {
    for (const name of ["data", "_metadata", "Zaz"]) {
      const escaped = name.replaceAll(/./g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
      for (const spelled of [escaped, escaped.toUpperCase().replaceAll("U00", "u00")]) {
        // A name with a backslash, spelled as that one begins, in the same place.
        JSON.parse(`{"m":1,${JSON.stringify(spelled.slice(0, name.length))}:1}`);
        expect(assertRight(parseJson(`{"m":1,"${spelled}":1}`))).to.deep.equal({ m: 1, [name]: 1 });
      }
    }
  });

  it("reads a text as it was written, whichever of its characters are escaped", () => {
    const part = fc.constantFrom("a", "Z", "_", "u", "0", "\\", String.raw`\u0061`, '"', "/", "\n", "é");
    const escape = (text: string): string =>
      text.replaceAll(/./gs, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(part, fc.boolean())), (drawn) => {
        const spelled = drawn.map(([written, isEscaped]) =>
          isEscaped ? escape(written) : JSON.stringify(written).slice(1, -1),
        );
        expect(assertRight(parseJson(`"${spelled.join("")}"`))).to.equal(
          drawn.map(([written]) => written).join(""),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("parses the deepest nesting that fits a message", () => {
    const depth = 131_072;
    assertRight(parseJson("[".repeat(depth) + "]".repeat(depth)));
  });

  it("rejects the deepest nesting as malformed when it is not closed", () => {
    assertLeft(parseJson("[".repeat(262_144)));
  });
});
