// The message a company posts, its validation, and what can still be read of an invalid one.
import * as E from "fp-ts/lib/Either.js";
import type * as t from "io-ts";
import { DateTime, isDateTime } from "./date-time.ts";
import {
  invalidMessage,
  malformedJson,
  toFieldErrors,
  type FieldError,
  type PermanentFailure,
} from "./failure.ts";
import { JsonObject, ownProps, readFirst, type Complete } from "./own-props.ts";
import { makeRepeatedMembers, type Members } from "./repeated-members.ts";
import { toCanonicalUuid, Uuid } from "./uuid.ts";

/** Every escape, and of one that stands for a letter or `_` its code. */
const ESCAPES = /\\(?:u00(4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9a])|.)/gis;
const withPlainLetters = (json: string): string =>
  json.replaceAll(ESCAPES, (escape, code?: string) =>
    code === undefined ? escape : String.fromCharCode(Number.parseInt(code, 16)),
  );

/**
 * Parses raw. The failure is tagged here, where it happens: a `SyntaxError` seen anywhere else (the AWS SDK throws
 * one for a garbled answer) says nothing about the message.
 *
 * A byte order mark is not JSON (RFC 8259 §8.1). Of members with one name the last one counts: what is validated may
 * therefore stand only once ({@link decodeMessage}). The result is only ever read by own property: `JSON.parse` makes an
 * own `__proto__`, which becomes a prototype once it is merged or assigned.
 *
 * Escaped letters are written out first: V8 may read an escaped name as one with a backslash that it has met at the same
 * place of another text (https://github.com/nodejs/node/issues/63785), and what a message says must not depend on that.
 */
export const parseJson = (raw: string): E.Either<PermanentFailure, unknown> =>
  E.tryCatch(
    (): unknown => {
      const value: unknown = JSON.parse(raw);
      return raw.includes("\\u00") ? JSON.parse(withPlainLetters(raw)) : value;
    },
    () => malformedJson,
  );

const MessageShape = ownProps({
  metadata: ownProps({ message_id: Uuid, company_id: Uuid, message_time: DateTime }),
  data: JsonObject,
});
type Shape = t.TypeOf<typeof MessageShape>;

/**
 * A valid message straight, without noting for each part of it where it stands, which is most of the work. Each name is
 * written out: V8 finds one that varies much more slowly. A member of the codec that is not read, optional or not, does
 * not compile.
 */
const readMessage = (value: unknown): Shape | undefined => {
  if (!JsonObject.is(value) || !Object.hasOwn(value, "metadata") || !Object.hasOwn(value, "data"))
    return undefined;
  const { metadata, data } = value;
  if (!JsonObject.is(metadata) || !JsonObject.is(data)) return undefined;
  if (!Object.hasOwn(metadata, "message_id") || !Object.hasOwn(metadata, "company_id")) return undefined;
  const message_id = readId(metadata["message_id"]);
  const company_id = readId(metadata["company_id"]);
  if (message_id === undefined || company_id === undefined) return undefined;
  const message_time = Object.hasOwn(metadata, "message_time") ? metadata["message_time"] : undefined;
  if (typeof message_time !== "string" || !isDateTime(message_time)) return undefined;
  const ids = { message_id, company_id, message_time };
  const message = { metadata: ids satisfies Complete<typeof ids, Shape["metadata"]>, data };
  return message satisfies Complete<typeof message, Shape>;
};

const readId = (value: unknown): string | undefined =>
  typeof value === "string" ? toCanonicalUuid(value) : undefined;

/**
 * The metadata is validated and its ids become canonical; `data` is never looked into. Unknown fields are allowed:
 * they stay in raw.
 */
export const Message = readFirst(MessageShape, readMessage);
export type Message = t.TypeOf<typeof Message>;

const membersOf = (props: t.Props): readonly (readonly [string, Members])[] =>
  Object.keys(props).map((name) => [name, new Map()]);

const repeatedMembers = makeRepeatedMembers(
  new Map([...membersOf(Message.props), ["metadata", new Map(membersOf(Message.props.metadata.props))]]),
);

const toRepeatedError = (path: string): FieldError => ({ path, expected: "one member of this name" });

const isWithin = (path: string, others: readonly string[]): boolean =>
  others.some((other) => path === other || path.startsWith(`${other}.`));

/**
 * Validates raw. Left: `MalformedJson`, or `InvalidMessage` with every wrong field and what was expected there. A
 * failure never holds a value from the message, and only paths that the codec names, so it stays below 1 KiB.
 *
 * A validated member that stands twice is such an error, in whatever spelling: JSON readers differ in which of the
 * two they take (RFC 8259 §4, RFC 7493 §2.3), so whoever reads raw later could see another company. Names that differ
 * in case are different names. What stands in `data`, and members that are not validated, may be repeated.
 */
export const decodeMessage = (raw: string): E.Either<PermanentFailure, Message> => {
  const parsed = parseJson(raw);
  if (E.isLeft(parsed)) return parsed;
  const decoded = Message.decode(parsed.right);
  if (E.isRight(decoded) && repeatedMembers.eachStandsOnce(raw, parsed.right)) return decoded;
  const repeated = repeatedMembers.find(raw, parsed.right);
  if (E.isRight(decoded) && repeated.length === 0) return decoded;
  const wrong = E.isLeft(decoded) ? toFieldErrors(decoded.left) : [];
  return E.left(
    invalidMessage([
      ...repeated.map(toRepeatedError),
      ...wrong.filter(({ path }) => !isWithin(path, repeated)),
    ]),
  );
};

/** The metadata of a message, each field only when it is valid by itself. */
export type MessageIds = Partial<Message["metadata"]>;

const WithMetadata = ownProps({ metadata: JsonObject });
const eachField = Object.entries(Message.props.metadata.props).map(
  ([name, codec]) => [`metadata.${name}`, ownProps({ [name]: codec })] as const,
);

/** The valid ids of an invalid message that stand once; none when raw is not JSON. */
export const readableIds = (raw: string): MessageIds => {
  const parsed = parseJson(raw);
  if (E.isLeft(parsed)) return {};
  const readable = WithMetadata.decode(parsed.right);
  if (E.isLeft(readable)) return {};
  const repeated = repeatedMembers.find(raw, parsed.right);
  const fields = eachField
    .filter(([path]) => !isWithin(path, repeated))
    .map(([, codec]) => codec.decode(readable.right.metadata));
  // Each Right holds one field of the metadata, read by its own codec, or none.
  return Object.assign({}, ...fields.map(E.getOrElseW(() => ({})))) as MessageIds;
};
