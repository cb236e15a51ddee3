// Keeps the newest entries of the inbox.
import type { InboxEntry } from "../../core/inbox-entry.ts";

export type BoundedInbox = {
  readonly add: (entry: InboxEntry) => void;
  /** Oldest first. */
  readonly entries: () => readonly InboxEntry[];
};

const limit = 1_000;

export const makeInbox = (): BoundedInbox => {
  const entries: InboxEntry[] = [];
  return {
    add: (entry) => {
      entries.push(entry);
      if (entries.length > limit) entries.shift();
    },
    entries: () => [...entries],
  };
};
