// Where publications end up: the newest entries, one for each subscriber. Nothing leaves the machine.
import type { InboxEntry } from "../../core/state.ts";
import type { Publication } from "./publish.ts";

const limit = 1_000;

export const makeInbox = () => {
  const entries: InboxEntry[] = [];
  return {
    add: (entry: InboxEntry): void => {
      entries.push(entry);
      if (entries.length > limit) entries.shift();
    },
    /** Oldest first. */
    entries: (): readonly InboxEntry[] => [...entries],
  };
};

/** One for the topic itself when it has no subscriber. */
export const toEntries = (
  { topicArn, subject, message, at }: Publication,
  addresses: readonly string[],
): readonly InboxEntry[] =>
  (addresses.length === 0 ? [topicArn] : addresses).map((to) => ({
    topic: topicArn,
    subject,
    message,
    time: at.toISOString(),
    to,
  }));
