// A record as JSON text, with the message embedded exactly as it was received.
import type { MessageRecord } from "@message-handler/domain/record.ts";
import { parseJson } from "@message-handler/domain/parse-json.ts";
import * as E from "fp-ts/lib/Either.js";

/** What is not JSON goes in as a string. */
const embed = (raw: string): string => (E.isRight(parseJson(raw)) ? raw : JSON.stringify(raw));

/**
 * Raw is put into the text and never serialised again: that would round its long integers, turn 1e400 into null,
 * drop its duplicate keys and fail on deep nesting. A whole JSON value is safe at this place, whatever it holds.
 */
export const toRecordJson = ({ message, ...fields }: MessageRecord): string =>
  `${JSON.stringify(fields).slice(0, -1)},"message":${embed(message)}}`;
