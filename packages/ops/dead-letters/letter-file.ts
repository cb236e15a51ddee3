// Letters in a file: a line of JSON for each, with its text and all that came with it.
import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import { parseJson } from "@message-handler/domain/message.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { createReadStream } from "node:fs";
import { OperatorError } from "../operator-error.ts";
import type { Letter } from "./letter.ts";
import type { Sendable } from "./send-letter.ts";
import type { LetterSummary } from "./summary.ts";

const Attribute = t.intersection([
  t.type({ type: t.string }),
  t.partial({ value: t.string, base64: t.string }),
]);
type Attribute = t.TypeOf<typeof Attribute>;

const LetterLine = t.intersection([
  t.type({
    id: t.string,
    received_at: t.string,
    body: t.string,
    attributes: t.record(t.string, Attribute),
  }),
  t.partial({ group_id: t.string, trace_header: t.string }),
]);

export type FiledLetter = Sendable & { readonly id: string };

const fromAttributeValue = ({
  DataType = "",
  StringValue,
  BinaryValue,
}: MessageAttributeValue): Attribute => ({
  type: DataType,
  ...(StringValue === undefined ? {} : { value: StringValue }),
  ...(BinaryValue === undefined ? {} : { base64: Buffer.from(BinaryValue).toString("base64") }),
});

const toAttributeValue = ({ type, value, base64 }: Attribute): MessageAttributeValue => ({
  DataType: type,
  ...(value === undefined ? {} : { StringValue: value }),
  ...(base64 === undefined ? {} : { BinaryValue: Buffer.from(base64, "base64") }),
});

/** With its line feed. */
export const toLetterLine = (
  { body, messageAttributes, groupId, traceHeader, sentAt }: Letter,
  summary: LetterSummary,
): string => {
  const attributes = Object.entries(messageAttributes).map(([name, value]) => [
    name,
    fromAttributeValue(value),
  ]);
  const line = {
    ...summary,
    sent_at: sentAt.toISOString(),
    ...(groupId === undefined ? {} : { group_id: groupId }),
    ...(traceHeader === undefined ? {} : { trace_header: traceHeader }),
    attributes: Object.fromEntries(attributes) as Readonly<Record<string, Attribute>>,
    body,
  };
  return `${JSON.stringify(line)}\n`;
};

/** Undefined when the line is none of an export. */
export const fromLetterLine = (text: string): FiledLetter | undefined => {
  const parsed = parseJson(text);
  if (E.isLeft(parsed)) return undefined;
  const line = LetterLine.decode(parsed.right);
  if (E.isLeft(line)) return undefined;
  const { id, received_at, body, attributes, group_id, trace_header } = line.right;
  const receivedAt = new Date(received_at);
  if (Number.isNaN(receivedAt.getTime())) return undefined;
  const values = Object.entries(attributes).map(([name, value]) => [name, toAttributeValue(value)]);
  return {
    id,
    receivedAt,
    body,
    messageAttributes: Object.fromEntries(values) as Readonly<Record<string, MessageAttributeValue>>,
    groupId: group_id,
    traceHeader: trace_header,
  };
};

/** Ended by a line feed alone: readline ends one at U+2028 and U+2029 as well, which JSON leaves as they are. */
async function* linesOf(file: string): AsyncGenerator<string, void> {
  let rest: string[] = [];
  for await (const chunk of createReadStream(file, "utf8")) {
    const [first = "", ...others] = String(chunk).split("\n");
    rest.push(first);
    for (const line of others) {
      yield rest.join("");
      rest = [line];
    }
  }
  yield rest.join("");
}

/** One after another; rejects at the first line that is none of an export. */
export async function* readLetterFile(file: string): AsyncGenerator<FiledLetter, void> {
  let number = 0;
  for await (const text of linesOf(file)) {
    number += 1;
    if (text.trim() === "") continue;
    const letter = fromLetterLine(text);
    if (letter === undefined)
      throw new OperatorError(`line ${number} of ${file} is not a letter of ops dlq export`);
    yield letter;
  }
}
