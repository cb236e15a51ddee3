// Why a message became a dead letter, as the log tells it.
import { gatherLines, fieldsAbout } from "../messages/mentions.ts";
import { formatFacts, isTelling, type Fact } from "../messages/facts.ts";
import type { QueuedMessage } from "../../core/state.ts";
import type { LogEntry } from "../live/wire.ts";

export type Reason = { readonly entry: LogEntry; readonly facts: readonly Fact[] };

/** The last line about the message that says that something went wrong; undefined where the log holds none. */
export const explain = async (
  { message_id }: QueuedMessage,
  search: (text: string) => Promise<readonly LogEntry[]>,
): Promise<Reason | undefined> => {
  const { ids, entries } = await gatherLines([message_id], search);
  const wrong = entries.filter(
    ({ level, source }) => source.startsWith("lambda:") && (level === "WARN" || level === "ERROR"),
  );
  const entry = wrong.at(-1);
  if (entry === undefined) return undefined;
  const facts = formatFacts(fieldsAbout(entry, ids) ?? {}).filter(isTelling);
  // The message's ids stand beside it.
  return { entry, facts: facts.filter(([, value]) => !ids.has(value)) };
};
