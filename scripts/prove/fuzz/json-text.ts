// JSON as odd as it may be, as text: what JSON.stringify would never write stands in it, too.
import * as fc from "fast-check";

/** What a form, a template, a log, a parser or an object takes for something else. */
const awkward = [
  ["", "&Action=DeleteQueue&x=", "&MessageBody=b", "a=b&c", "%", "%41%zz%26", "+", "#", "##", "#*", "?;,"],
  [
    "$util.urlEncode('x')",
    "$input.body",
    "#set($x = 1)",
    "#if(true)",
    "#end",
    "${context.requestId}",
    "$!{x}",
  ],
  ["__proto__", "constructor", "toString", "hasOwnProperty", "..", "/../", "arn:aws:sqs:::q", "' OR 1=1 --"],
  ["\u0000", "\u0008\u001B[31m", "\n", "\r\n\r\n", "\t", '"', "\\", "\u007F", "\u0085"],
  ["\uD800", "\uDC00\uD800", "\uFEFF", "\uFFFD", "\uFFFF", "\u2028", "🚀", "漢", "İß", "e\u0301"],
].flat();

/** With the marker: where that is seen, a value of the message is seen. */
export const aText = (marker: string): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom(...awkward), fc.constantFrom(...awkward))
        .map(([before, after]) => `${before}${marker}${after}`),
    },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }).map((text) => `${marker}${text}`) },
  );

const escapeAll = (text: string): string =>
  text.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

const spellings: readonly ((text: string) => string)[] = [
  JSON.stringify,
  JSON.stringify,
  JSON.stringify,
  (text) => `"${escapeAll(text)}"`,
  (text) => JSON.stringify(text).replaceAll("/", "\\/"),
];

/** The string in one of its spellings. */
export const spell = (text: string): fc.Arbitrary<string> =>
  fc.constantFrom(...spellings).map((spelling) => spelling(text));

const numbers = [
  ["0", "-0", "1e400", "-1E+400", "1e-400", "9007199254740993", "0.1000000000000000055511151231257827"],
  ["123456789012345678901234567890", `1${"0".repeat(400)}`, "true", "false", "null", "{}", "[]"],
].flat();

const names = ["a", "a", "__proto__", "constructor", "metadata", "message_id", "", "$", "toJSON", "length"];

/** Blanks that JSON allows. */
const blank = fc.constantFrom("", "", "", " ", "\n\t", "\r\n  ");

/** @param members each a name's JSON and a value's */
export const anObject = (members: readonly (readonly [string, string])[]): fc.Arbitrary<string> =>
  blank.map((gap) => `{${gap}${members.map(([name, value]) => `${name}${gap}:${value}`).join(`,${gap}`)}}`);

const deep = fc
  .tuple(fc.constantFrom(50, 1_000, 10_000), fc.constantFrom(["[", "]"], ['{"a":', "}"]))
  .map(([depth, [open = "", close = ""]]) => `${open.repeat(depth)}1${close.repeat(depth)}`);

export const jsonValue = (marker: string): fc.Arbitrary<string> =>
  fc
    .letrec<{ value: string; list: string; object: string }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        { weight: 6, arbitrary: aText(marker).chain(spell) },
        { weight: 3, arbitrary: fc.constantFrom(...numbers) },
        { weight: 2, arbitrary: tie("list") },
        { weight: 3, arbitrary: tie("object") },
      ),
      list: fc.array(tie("value"), { maxLength: 4 }).map((values) => `[${values.join(",")}]`),
      object: membersOf(tie("value"), marker).chain(anObject),
    }))
    .value.chain((value) =>
      fc.oneof({ weight: 60, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: deep }),
    );

const membersOf = (value: fc.Arbitrary<string>, marker: string) =>
  fc.array(fc.tuple(fc.oneof(fc.constantFrom(...names), aText(marker)).chain(spell), value), {
    maxLength: 4,
  });

export const jsonObject = (marker: string): fc.Arbitrary<string> =>
  membersOf(jsonValue(marker), marker).chain(anObject);
