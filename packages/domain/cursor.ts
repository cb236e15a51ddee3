// The cursor of a list: opaque text that is valid for the query it was made for and for no other.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { UtcInstant } from "./date-time.ts";
import type { ListQuery, ParameterError } from "./list-query.ts";
import type { ListPosition } from "./ports.ts";
import { RecordKey } from "./record.ts";

/** SHA-256 of the text's UTF-8 bytes, as lower-case hex. */
export type Sha256 = (text: string) => string;

/** Hex digits of the hash that a cursor carries: 128 bits. */
const SEAL_LENGTH = 32;

const Payload = t.tuple([UtcInstant, RecordKey, t.string]);

/**
 * What a cursor is bound to: a part of the query that is missing here does not compile. The limit is left out on
 * purpose: a client may change the page size between two pages.
 */
const boundParts = (query: ListQuery) => {
  const { company_id, status = null, from = null, to = null, order } = query;
  type Bound = Record<keyof Omit<ListQuery, "limit">, string | null>;
  return { company_id, status, from, to, order } satisfies Bound;
};

const seal = (sha256: Sha256, query: ListQuery, { received_at, message_id }: ListPosition): string => {
  const bound = ["list-cursor-1", ...Object.values(boundParts(query)), received_at, message_id];
  return sha256(JSON.stringify(bound)).slice(0, SEAL_LENGTH);
};

const toBase64Url = (ascii: string): string =>
  btoa(ascii).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const fromBase64Url = (text: string): string => atob(text.replaceAll("-", "+").replaceAll("_", "/"));

export const encodeCursor = (sha256: Sha256, query: ListQuery, position: ListPosition): string => {
  const { received_at, message_id } = position;
  return toBase64Url(JSON.stringify([received_at, message_id, seal(sha256, query, position)]));
};

const readPosition = (cursor: string): ListPosition | undefined => {
  const parsed = E.tryCatch((): unknown => JSON.parse(fromBase64Url(cursor)), String);
  const payload = E.isRight(parsed) ? Payload.decode(parsed.right) : parsed;
  return E.isRight(payload) ? { received_at: payload.right[0], message_id: payload.right[1] } : undefined;
};

/** Even a forged cursor stays in its range: DynamoDB refuses a start key outside the condition. */
const isWithin = ({ from, to }: ListQuery, { received_at }: ListPosition): boolean =>
  (from === undefined || from <= received_at) && (to === undefined || received_at <= to);

/**
 * The position in a cursor, provided that it was made by {@link encodeCursor} for the same company, status, range
 * and order. The seal is no secret: it keeps a cursor from being altered or carried over by mistake. What keeps
 * companies apart is that the company always comes from the query, never from the cursor.
 */
export const decodeCursor = (
  sha256: Sha256,
  query: ListQuery,
  cursor: string,
): E.Either<ParameterError, ListPosition> => {
  const position = readPosition(cursor);
  // Comparing the whole text also refuses the other spellings base64 and JSON allow for the same content.
  const isGenuine = position !== undefined && encodeCursor(sha256, query, position) === cursor;
  return isGenuine && isWithin(query, position)
    ? E.right(position)
    : E.left({ parameter: "cursor", expected: "a next_cursor of this very query" });
};
