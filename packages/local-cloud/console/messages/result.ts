// What became of the message that a request sent. What is on record of the id that it names may be of another request.
import type { Description } from "../../core/description.ts";
import type { QueuedMessage } from "../../core/state.ts";
import { textOf, type Item } from "../aws/item.ts";
import type { LogEntry } from "../live/wire.ts";
import { fieldsAbout, requestIdsOf } from "./mentions.ts";
import { toneOf, type Records } from "./records.ts";

export type Result = { readonly word: string; readonly tone: "ok" | "quiet" | "danger" };

type Place = { readonly records: Records; readonly outcomes?: Description["outcomes"] };

/**
 * Undefined while nothing is known to have become of it.
 *
 * @param record of the id that the request names
 * @param entries of the log that mention the request, oldest first
 */
export const toResult = (
  { records, outcomes = [] }: Place,
  requestId: string,
  record: Item | undefined,
  entries: readonly LogEntry[],
): Result | undefined => {
  const status = textOf(record, records.status);
  // A delivery that was killed after it had recorded the message said nothing: the one after it found a duplicate.
  if (status !== undefined && (textOf(record, records.requestId) ?? requestId) === requestId)
    return { word: status, tone: toneOf(records, status) };
  const ids = new Set([requestId]);
  return entries
    .map((entry) => fieldsAbout(entry, ids))
    .map((about) => outcomes.find(({ field, value }) => about?.[field] === value))
    .find((outcome) => outcome !== undefined);
};

/** By the request's id where the letter has one, or else by what it is about. */
export const isLetterOf = (
  letter: Pick<QueuedMessage, "body" | "message_attributes">,
  requestId: string,
  subject: string,
): boolean => {
  const requestIds = requestIdsOf(letter);
  return requestIds.length === 0 ? letter.body.includes(subject) : requestIds.includes(requestId);
};
