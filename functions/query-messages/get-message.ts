// The use case: looks up the record of one message.
import { invalidParameters, problems } from "@message-handler/api-contract/problems.ts";
import type { FindRecord } from "@message-handler/domain/ports.ts";
import { parseJson } from "@message-handler/domain/message.ts";
import { RecordKey, type MessageRecord } from "@message-handler/domain/record.ts";
import * as E from "fp-ts/lib/Either.js";
import { toFailure, type QueryFailure } from "./query-failure.ts";

export type GetMessageRequest = {
  /** As the path has it: a UUID in any case, or `sha256:` and the hash of what has no id of its own. */
  readonly messageId: string;
  /** The only company that the caller may see, when the gateway knows it. */
  readonly callerCompany?: string;
};

/** Right: the record as JSON text. */
export type GetMessage = (request: GetMessageRequest) => Promise<E.Either<QueryFailure, string>>;

/** API Gateway's documents leave open whether it decodes a path parameter; no key has a `%` of its own. */
const decodeKey = (text: string): E.Either<unknown, RecordKey> => {
  const decoded = E.tryCatch(() => decodeURIComponent(text), String);
  return E.isLeft(decoded) ? decoded : RecordKey.decode(decoded.right);
};

/** What is not JSON goes in as a string. */
const embed = (raw: string): string => (E.isRight(parseJson(raw)) ? raw : JSON.stringify(raw));

/**
 * Raw is put into the text and never serialised again: that would round its long integers, turn 1e400 into null,
 * drop its duplicate keys and fail on deep nesting. A whole JSON value is safe at this place, whatever it holds.
 */
export const toRecordJson = ({ message, ...fields }: MessageRecord): string =>
  `${JSON.stringify(fields).slice(0, -1)},"message":${embed(message)}}`;

/** Another company's record is not found: a 403 would reveal that it exists. */
export const makeGetMessage =
  (findRecord: FindRecord): GetMessage =>
  async ({ messageId, callerCompany }) => {
    const key = decodeKey(messageId);
    if (E.isLeft(key))
      return E.left(toFailure(invalidParameters([{ parameter: "message_id", expected: RecordKey.name }])));
    const found = await findRecord(key.right);
    if (E.isLeft(found)) return found;
    const record = found.right;
    const isVisible = callerCompany === undefined || record?.company_id === callerCompany;
    return record !== undefined && isVisible
      ? E.right(toRecordJson(record))
      : E.left(toFailure(problems.messageNotFound));
  };
