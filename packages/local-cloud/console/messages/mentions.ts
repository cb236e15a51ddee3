// What a line of the log says about one message: a line may speak of several; and what a queued one says of its request.
import type { QueuedMessage } from "../../core/state.ts";
import type { LogEntry } from "../live/wire.ts";

type Fields = LogEntry["fields"];

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const names = (fields: Fields, ids: ReadonlySet<string>): boolean =>
  Object.values(fields).some((value) => typeof value === "string" && ids.has(value));

/** Of a line about a batch only the part about this message; undefined where the line does not name it by its ids. */
export const fieldsAbout = ({ fields }: LogEntry, ids: ReadonlySet<string>): Fields | undefined => {
  for (const value of Object.values(fields)) {
    const parts: readonly unknown[] = Array.isArray(value) ? value : [];
    const part = parts.filter(isObject).find((each) => names(each, ids));
    if (part !== undefined) return part;
  }
  return names(fields, ids) ? fields : undefined;
};

/** UUIDs among the attributes that it was sent with. */
export const requestIdsOf = ({
  message_attributes,
}: Pick<QueuedMessage, "message_attributes">): readonly string[] =>
  JSON.stringify(message_attributes).match(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g) ?? [];

/** The local cloud's own fields that name a message: of the request that sent it, and in its queue. */
const idFields = ["request_id", "sqs_message_id"];

/**
 * Every line about a message, oldest first, and every id that it goes by: each id that a line gives leads to more.
 * `search` finds the lines that hold a text.
 */
export const gatherLines = async (
  first: readonly string[],
  search: (text: string) => Promise<readonly LogEntry[]>,
): Promise<{ readonly ids: ReadonlySet<string>; readonly entries: readonly LogEntry[] }> => {
  const ids = new Set(first);
  const entries = new Map<number, LogEntry>();
  // A set goes on to what is added while it is walked through.
  for (const id of ids) {
    for (const entry of await search(id)) {
      const about = fieldsAbout(entry, ids);
      if (about === undefined) continue;
      entries.set(entry.id, entry);
      for (const field of idFields) {
        const other = about[field];
        if (typeof other === "string") ids.add(other);
      }
    }
  }
  return { ids, entries: [...entries.values()].toSorted((one, other) => one.id - other.id) };
};
