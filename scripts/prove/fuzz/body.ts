// Bodies of requests: valid messages, invalid ones, their mutations, and what was never a message.
import { MAX_RAW_BYTES } from "@message-handler/domain/limits.ts";
import * as fc from "fast-check";
import { anObject, aText, jsonObject, jsonValue, spell } from "./json-text.ts";

export type Body = {
  readonly bytes: Buffer;
  /** What the contract says of it, where its maker knows. */
  readonly is: "valid" | "invalid" | "unknown";
};

const pool = (digit: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${digit.repeat(8)}-c0de-4000-a000-00000000000${n}`);

/** Few enough to meet again: duplicates, conflicts and corrections. */
const messageIds = pool("e", 3);
export const companies = pool("c", 3);

/** @param share of ids that are among the few, in tenths */
const anId = (few: readonly string[], share: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.oneof(
        { weight: share, arbitrary: fc.constantFrom(...few) },
        { weight: 10 - share, arbitrary: fc.uuid() },
      ),
      fc.constantFrom(false, false, true),
    )
    .map(([id, isUpper]) => (isUpper ? id.toUpperCase() : id));
const aMessageId = anId(messageIds, 2);
const aCompany = anId(companies, 8);

const times = ["2023-12-10T22:02:38Z", "2024-02-29T23:59:59.999999+14:00", "0001-01-01t00:00:00-00:30"];

/** Not those that are validated. */
const unknownNames = [
  "__proto__",
  "constructor",
  "Message_id",
  "message_id ",
  "data.x",
  "toString",
  "channel",
];

/** Names and values, as JSON. */
type Members = readonly (readonly [string, string])[];

/** What messages are made of: made once, for it takes long. */
type Parts = {
  readonly text: fc.Arbitrary<string>;
  readonly value: fc.Arbitrary<string>;
  readonly object: fc.Arbitrary<string>;
  /** Members that nobody looks at. */
  readonly further: fc.Arbitrary<Members>;
};

const makeParts = (marker: string): Parts => {
  const value = jsonValue(marker);
  return {
    text: aText(marker).chain(spell),
    value,
    object: jsonObject(marker),
    further: fc.array(fc.tuple(fc.constantFrom(...unknownNames).chain(spell), value), { maxLength: 2 }),
  };
};

const member = (name: string, value: fc.Arbitrary<string>) => fc.tuple(spell(name), value);

const shuffled = (members: Members): fc.Arbitrary<Members> =>
  fc.shuffledSubarray([...members], { minLength: members.length });

const required = ({ object }: Parts) =>
  fc.record({
    metadata: fc.tuple(
      member("message_id", aMessageId.chain(spell)),
      member("company_id", aCompany.chain(spell)),
      member("message_time", fc.constantFrom(...times).chain(spell)),
    ),
    data: member("data", object),
  });

const toMessage = (metadata: Members, rest: Members, { further }: Parts): fc.Arbitrary<string> =>
  fc.tuple(further, further).chain(([inside, beside]) =>
    fc
      .tuple(shuffled([...metadata, ...inside]).chain(anObject), spell("metadata"))
      .chain(([json, name]) => shuffled([[name, json], ...rest, ...beside]))
      .chain(anObject),
  );

const valid = (parts: Parts): fc.Arbitrary<string> =>
  required(parts).chain(({ metadata, data }) => toMessage(metadata, [data], parts));

/** Wrong, missing or twice. */
const invalid = (parts: Parts): fc.Arbitrary<string> =>
  fc
    .tuple(
      required(parts),
      fc.nat(3),
      fc.constantFrom("missing", "wrong", "twice"),
      // Neither an object nor an id nor a time.
      fc.oneof(
        fc.array(parts.value, { maxLength: 2 }).map((values) => `[${values.join(",")}]`),
        parts.text,
      ),
    )
    .chain(([{ metadata, data }, which, how, wrong]) => {
      const change = ([name, value]: readonly [string, string]): Members => {
        if (how === "missing") return [];
        return how === "wrong"
          ? [[name, wrong]]
          : [
              [name, value],
              [name, wrong],
            ];
      };
      const inside = metadata.flatMap((each, index) => (index === which ? change(each) : [each]));
      return toMessage(inside, which === 3 ? change(data) : [data], parts);
    });

/** Exactly so long, where it can be. */
const long = (message: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(message, fc.constantFrom(MAX_RAW_BYTES - 1, MAX_RAW_BYTES, 200_000))
    .map(([text, bytes]) => text + " ".repeat(Math.max(0, bytes - Buffer.byteLength(text))));

const junk = [
  ["00", "ff", "c0af", "eda080", "f5808080", "efbbbf", "efbfbe", "e2", "80", "1b", "0b", "7f", "c285"],
  ["22", "5c", "7b", "7d", "5b", "2c", "26", "25", "23", "24", "2b", "3d"],
]
  .flat()
  .map((hex) => Buffer.from(hex, "hex"));

type Mutation = (bytes: Buffer) => Buffer;

const mutation: fc.Arbitrary<Mutation> = fc
  .tuple(
    fc.constantFrom("flip", "insert", "cut", "delete", "repeat", "nest"),
    fc.nat(9_999),
    fc.nat(40),
    fc.constantFrom(...junk),
  )
  .map(([kind, place, length, piece]) => (bytes) => {
    const at = Math.floor((bytes.length * place) / 10_000);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (kind) {
      case "flip": {
        const other: Buffer = Buffer.from(bytes);
        if (at < bytes.length) other[at] = (other[at] ?? 0) ^ (1 << (length % 8));
        return other;
      }
      case "insert":
        return Buffer.concat([before, piece, after]);
      case "cut":
        return before;
      case "delete":
        return Buffer.concat([before, after.subarray(length)]);
      case "repeat":
        return Buffer.concat([before, after.subarray(0, length), after]);
      case "nest":
        return Buffer.concat([Buffer.from("[".repeat(length)), bytes, Buffer.from("]".repeat(length))]);
      default:
        return kind satisfies never;
    }
  });

const noMessage = (marker: string, { value }: Parts): fc.Arbitrary<string> =>
  fc.oneof(
    value,
    fc
      .constantFrom(
        ["", " ", "null", "[]", "{}", '"', "{", "[".repeat(100_000)],
        [`<?xml version="1.0"?><a>${marker}</a>`, `metadata=${marker}&data=`, `\uFEFF{"a":"${marker}"}`],
        [`{"metadata":{"message_id":"${marker}"}}`, `{"metadata":null}`, `--${marker}\r\n\r\n--`],
      )
      .chain((few) => fc.constantFrom(...few)),
    fc.json().map((json) => `[${json},"${marker}"]`),
  );

const as =
  (is: Body["is"]) =>
  (text: string): Body => ({ bytes: Buffer.from(text), is });

export const aBody = (marker: string): fc.Arbitrary<Body> => {
  const parts = makeParts(marker);
  const [good, bad] = [valid(parts), invalid(parts)];
  return fc.oneof(
    { weight: 40, arbitrary: good.map(as("valid")) },
    { weight: 20, arbitrary: bad.map(as("invalid")) },
    { weight: 1, arbitrary: long(good).map(as("valid")) },
    { weight: 1, arbitrary: long(good).map((text) => as("unknown")(`${text}  `)) },
    {
      weight: 30,
      arbitrary: fc
        .tuple(fc.oneof(good, bad), fc.array(mutation, { minLength: 1, maxLength: 3 }))
        .map(([text, mutations]) => ({
          bytes: mutations.reduce<Buffer>((bytes, mutate) => mutate(bytes), Buffer.from(text)),
          is: "unknown" as const,
        })),
    },
    { weight: 8, arbitrary: noMessage(marker, parts).map(as("unknown")) },
  );
};

/** As the gateway reads it: UTF-8, whatever it is. */
export const toText = ({ bytes }: Body): string => bytes.toString("utf8");
