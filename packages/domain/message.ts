// The message a company posts, its validation, and what can still be read of an invalid one.
import * as E from "fp-ts/lib/Either.js";
import type * as t from "io-ts";
import { DateTime } from "./date-time.ts";
import { invalidMessage, malformedJson, toFieldErrors, type PermanentFailure } from "./failure.ts";
import { JsonObject, ownProps } from "./own-props.ts";
import { Uuid } from "./uuid.ts";

/**
 * Parses raw. The failure is tagged here, where it happens: a `SyntaxError` seen anywhere else (the AWS SDK throws
 * one for a garbled answer) says nothing about the message.
 *
 * A byte order mark is not JSON (RFC 8259 §8.1). Of duplicate keys the last one counts. The result is only ever read
 * by own property: `JSON.parse` makes an own `__proto__`, which becomes a prototype once it is merged or assigned.
 */
export const parseJson = (raw: string): E.Either<PermanentFailure, unknown> =>
  E.tryCatch(
    (): unknown => JSON.parse(raw),
    () => malformedJson,
  );

/**
 * The metadata is validated and its ids become canonical; `data` is never looked into. Unknown fields are allowed:
 * they stay in raw.
 */
export const Message = ownProps({
  metadata: ownProps({ message_id: Uuid, company_id: Uuid, message_time: DateTime }),
  data: JsonObject,
});
export type Message = t.TypeOf<typeof Message>;

const decodeParsed = (value: unknown): E.Either<PermanentFailure, Message> =>
  E.mapLeft((errors: t.Errors) => invalidMessage(toFieldErrors(errors)))(Message.decode(value));

/**
 * Validates raw. Left: `MalformedJson`, or `InvalidMessage` with every wrong field and what was expected there. A
 * failure never holds a value from the message, and only paths that the codec names, so it stays below 1 KiB.
 */
export const decodeMessage = (raw: string): E.Either<PermanentFailure, Message> =>
  E.chain(decodeParsed)(parseJson(raw));

/** The metadata of a message, each field only when it is valid by itself. */
export type MessageIds = Partial<Message["metadata"]>;

const WithMetadata = ownProps({ metadata: JsonObject });
const eachField = Object.entries(Message.props.metadata.props).map(([name, codec]) =>
  ownProps({ [name]: codec }),
);

/** The valid ids of an invalid message; none when raw is not JSON. */
export const readableIds = (raw: string): MessageIds => {
  const parsed = parseJson(raw);
  if (E.isLeft(parsed)) return {};
  const readable = WithMetadata.decode(parsed.right);
  if (E.isLeft(readable)) return {};
  const fields = eachField.map((codec) => codec.decode(readable.right.metadata));
  // Each Right holds one field of the metadata, read by its own codec, or none.
  return Object.assign({}, ...fields.map(E.getOrElseW(() => ({})))) as MessageIds;
};
