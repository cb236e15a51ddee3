// Texts that companies post, of every kind, and what the contract says about each: the model that the proof compares
// the system with. It knows what it has made, and asks none of the system's own code.
import { createHash } from "node:crypto";
import { between, oneOf, type Random } from "../system/seeded.ts";

export type Ids = { readonly message_id: string; readonly company_id: string };

export type Text = {
  /** In words, for the ledger. */
  readonly what: string;
  readonly raw: string;
  /** Of its bytes, hex. */
  readonly sha256: string;
  readonly isValid: boolean;
  /** Undefined where the text says it in two ways. Lower case. */
  readonly message_id: string | undefined;
  readonly company_id: string | undefined;
};

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The longest text, bytes of UTF-8. */
export const longest = 262_144;
/** Above what is certainly refused: the queue's own limit counts what the gateway adds. */
export const tooLong = 263_200;

const aTime = "2023-12-10T22:02:38Z";

type Parts = {
  readonly ids: Ids;
  /** JSON, or nothing where there is none. */
  readonly time?: string;
  readonly data?: string;
  /** Further members of the metadata, as JSON, before the others. */
  readonly before?: string;
};

const member = (name: string, json: string): string[] => (json === "" ? [] : [`"${name}":${json}`]);

const toRaw = ({ ids, time = JSON.stringify(aTime), data = "{}", before = "" }: Parts): string => {
  const { company_id, message_id } = ids;
  const metadata = [
    ...(before === "" ? [] : [before]),
    ...member("message_time", time),
    ...member("company_id", JSON.stringify(company_id)),
    ...member("message_id", JSON.stringify(message_id)),
  ];
  return `{${[`"metadata":{${metadata.join(",")}}`, ...member("data", data)].join(",")}}`;
};

const make = (
  what: string,
  isValid: boolean,
  raw: string,
  { message_id, company_id }: { readonly [K in keyof Ids]: string | undefined },
): Text => ({
  what,
  raw,
  sha256: sha256(raw),
  isValid,
  message_id: message_id?.toLowerCase(),
  company_id: company_id?.toLowerCase(),
});

/** What a form, a template, a URL or a header takes for something else. */
const awkward = [
  "a&MessageBody=b&c",
  "50% of 10 + 20",
  "%41%zz%",
  "#set($body = 1) $input.body $util.urlEncode('x')",
  "?a=b#c;d,e",
  `"quoted" 'single' back\\slash`,
  "<script>&amp;</script>",
  "żółć Ünïcödé 漢字 🚀 \u2028",
  "__proto__",
  "line\nbreak\ttab",
];

/** Different each time. */
const anOrder = (random: Random): string => `{"order_amount":${between(random, 1, 1_000_000_000)}}`;

const awkwardData = (random: Random): string =>
  JSON.stringify({ note: oneOf(random, awkward), other: oneOf(random, awkward), n: random() });

const fill = (raw: string, bytes: number): string =>
  raw.replace('"data":{', `"data":{"filler":"${"x".repeat(bytes - Buffer.byteLength(raw) - 12)}",`);

export const aValid = (random: Random, ids: Ids): Text =>
  make("valid", true, toRaw({ ids, data: anOrder(random) }), ids);

const validKinds: readonly ((random: Random, ids: Ids) => Text)[] = [
  (random, ids) => make("valid, awkward characters", true, toRaw({ ids, data: awkwardData(random) }), ids),
  (random, ids) => make("valid, awkward characters", true, toRaw({ ids, data: awkwardData(random) }), ids),
  (random, ids) => {
    const raw = toRaw({ ids, data: anOrder(random) });
    return make("valid, with blanks and lines", true, raw.replaceAll(",", " ,\n\t "), ids);
  },
  (random, { message_id, company_id }) => {
    const ids = { message_id: message_id.toUpperCase(), company_id: company_id.toUpperCase() };
    return make("valid, ids in capitals", true, toRaw({ ids, data: anOrder(random) }), ids);
  },
  (random, ids) => {
    const time = oneOf(random, ["2024-02-29T23:59:59.999999+14:00", "0001-01-01T00:00:00-00:30"]);
    return make("valid, unusual time", true, toRaw({ ids, time: `"${time}"`, data: anOrder(random) }), ids);
  },
  (random, ids) => {
    const before = `"__proto__":{"company_id":"x"},"channel":"web"`;
    return make("valid, unknown members", true, toRaw({ ids, before, data: anOrder(random) }), ids);
  },
  (random, ids) => {
    const data = `{"a":${between(random, 1, 1_000_000)},"a":2,"deep":${"[".repeat(50)}${"]".repeat(50)}}`;
    return make("valid, doubled members in data", true, toRaw({ ids, data }), ids);
  },
];

export const anUnusualValid = (random: Random, ids: Ids): Text => oneOf(random, validKinds)(random, ids);

/** Exactly so many bytes of UTF-8. */
export const aValidOf = (random: Random, ids: Ids, bytes: number): Text =>
  make(`valid, ${bytes} bytes`, true, fill(toRaw({ ids, data: anOrder(random) }), bytes), ids);

type Invalid = { readonly what: string; readonly parts?: Omit<Parts, "ids"> };

const invalidKinds: readonly Invalid[] = [
  { what: "no message_time", parts: { time: "" } },
  { what: "February 30", parts: { time: '"2023-02-30T00:00:00Z"' } },
  { what: "a time without a zone", parts: { time: '"2023-12-10T22:02:38"' } },
  { what: "a time that is a number", parts: { time: "5" } },
  { what: "no data", parts: { data: "" } },
  { what: "data that is a list", parts: { data: "[1]" } },
  { what: "data that is null", parts: { data: "null" } },
  { what: "data that is a text", parts: { data: '"a&b=%41+"' } },
  { what: "message_time twice", parts: { before: `"message_time":"${aTime}"` } },
];

/** Invalid, with ids that can be read. */
export const anInvalid = (random: Random, ids: Ids): Text => {
  const { what, parts = {} } = oneOf(random, invalidKinds);
  // So that no two are the same bytes.
  const before = [
    `"n":${between(random, 1, 1_000_000_000)}`,
    ...(parts.before === undefined ? [] : [parts.before]),
  ];
  return make(`invalid: ${what}`, false, toRaw({ ids, ...parts, before: before.join(",") }), ids);
};

/** Invalid: something that names it stands twice, so that nobody can say whose it is, or which. */
export const aDoubled = (random: Random, ids: Ids, other: string): Text => {
  const { message_id, company_id } = ids;
  const data = anOrder(random);
  const doubled = (name: keyof Ids): string => toRaw({ ids, data, before: `"${name}":"${other}"` });
  return oneOf(random, [
    make("invalid: message_id twice", false, doubled("message_id"), { message_id: undefined, company_id }),
    make("invalid: company_id twice", false, doubled("company_id"), { message_id, company_id: undefined }),
    make("invalid: metadata twice", false, toRaw({ ids, data }).replace("{", '{"metadata":{},'), {
      message_id: undefined,
      company_id: undefined,
    }),
  ]);
};

/** The same message in other bytes. */
export const withOtherBytes = ({ raw, ...text }: Text): Text => {
  const other = `${raw} `;
  return { ...text, what: `${text.what}, with a blank more`, raw: other, sha256: sha256(other) };
};

export type Refused = {
  readonly what: string;
  readonly raw: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What the API must not take. */
export const aRefused = (random: Random, ids: Ids): Refused => {
  const raw = toRaw({ ids, data: anOrder(random) });
  const nil = "00000000-0000-0000-0000-000000000000";
  return oneOf<Refused>(random, [
    { what: "not JSON", raw: raw.slice(0, -1) },
    { what: "no metadata", raw: '{"data":{}}' },
    { what: "an id that is no UUID", raw: toRaw({ ids: { ...ids, message_id: "5" } }) },
    { what: "the nil UUID for an id", raw: toRaw({ ids: { ...ids, message_id: nil } }) },
    { what: "a company that is a path", raw: toRaw({ ids: { ...ids, company_id: "../x" } }) },
    { what: "too long", raw: fill(raw, tooLong) },
    { what: "a character that SQS does not take", raw: raw.replace('"data":{', '"data":{"x":"\uFFFF",') },
    { what: "compressed, as it says", raw, headers: { "content-encoding": "gzip" } },
    { what: "another type", raw, headers: { "content-type": "text/plain" } },
  ]);
};
