// A message's custom attributes: what SQS accepts, how they count, their digest, and which of them a receiver sees.
import { createHash } from "node:crypto";
import { z } from "zod";
import { isCarriedText } from "./message-text.ts";
import { invalidParameter } from "./sqs-error.ts";

const reserved = z.array(z.unknown()).max(0).optional();

/** The list values are reserved on AWS, too; some clients send them empty. */
export const MessageAttribute = z.strictObject({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
  StringListValues: reserved,
  BinaryListValues: reserved,
});
export type MessageAttribute = z.infer<typeof MessageAttribute>;

export const MessageAttributes = z.record(z.string(), MessageAttribute);
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const isBinary = (attribute: MessageAttribute): boolean => attribute.DataType.startsWith("Binary");

const valueBytes = (attribute: MessageAttribute): Buffer =>
  isBinary(attribute)
    ? Buffer.from(attribute.BinaryValue ?? "", "base64")
    : Buffer.from(attribute.StringValue ?? "", "utf8");

const checkName = (name: string): void => {
  const ok = /^[\w.-]{1,256}$/.test(name) && !/^\.|\.$|\.\./.test(name) && !/^(aws|amazon)\./i.test(name);
  if (!ok) {
    throw invalidParameter(
      `Message (user) attribute name '${name}' is invalid. A name has 1 to 256 of the characters A-Z, a-z, 0-9, _, - and ., no dot at an end or twice in a row, and does not start with AWS. or Amazon.`,
    );
  }
};

const checkValue = (name: string, attribute: MessageAttribute): void => {
  const { DataType: type, StringValue: text } = attribute;
  if (type.length > 256 || !/^(String|Number|Binary)(\..+)?$/.test(type)) {
    throw invalidParameter(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  if (valueBytes(attribute).length === 0) {
    throw invalidParameter(
      `Message (user) attribute '${name}' must contain a non-empty value of type '${isBinary(attribute) ? "Binary" : "String"}'.`,
    );
  }
  if (text !== undefined && !isCarriedText(text)) {
    throw invalidParameter(
      `The value of message (user) attribute '${name}' contains characters that are not allowed.`,
    );
  }
  if (type.startsWith("Number") && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text ?? "")) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
};

/** Throws InvalidParameterValue for what SQS would refuse: more than ten, an empty value, an unknown type. */
export const checkMessageAttributes = (attributes: MessageAttributes): void => {
  const entries = Object.entries(attributes);
  if (entries.length > 10) {
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`,
    );
  }
  for (const [name, attribute] of entries) {
    checkName(name);
    checkValue(name, attribute);
  }
};

/** Bytes of names, types and values: all three count towards the size of a message (SQS developer guide, message attributes). */
export const sizeOfAttributes = (attributes: MessageAttributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, attribute]) =>
      sum + Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + valueBytes(attribute).length,
    0,
  );

const withLength = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** The digest clients compare (developer guide, "Calculating the MD5 message digest for message attributes"). */
export const md5OfAttributes = (attributes: MessageAttributes): string | undefined => {
  const entries = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  const hash = createHash("md5");
  for (const [name, attribute] of entries) {
    hash.update(withLength(Buffer.from(name, "utf8")));
    hash.update(withLength(Buffer.from(attribute.DataType, "utf8")));
    hash.update(Buffer.from([isBinary(attribute) ? 2 : 1]));
    hash.update(withLength(valueBytes(attribute)));
  }
  return hash.digest("hex");
};

/** Those asked for by name, by prefix (`trace.*`) or all (`All`, `.*`): SQS returns none unasked. */
export const pickAttributes = (
  attributes: MessageAttributes,
  wanted: readonly string[],
): MessageAttributes => {
  const isWanted = (name: string): boolean =>
    wanted.some((pattern) =>
      pattern === "All"
        ? true
        : pattern.endsWith(".*")
          ? name.startsWith(pattern.slice(0, -2))
          : name === pattern,
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
};
