// Keeps the newest entries of the inbox.
import type { InboxEntry } from "../../core/inbox-entry.ts";

export type BoundedInbox = {
  readonly add: (entry: InboxEntry) => void;
  /** Oldest first. */
  readonly entries: () => readonly InboxEntry[];
};

export const makeInbox = (limit: number): BoundedInbox => {
  const entries: InboxEntry[] = [];
  return {
    add: (entry) => {
      entries.push(entry);
      if (entries.length > limit) entries.shift();
    },
    entries: () => [...entries],
  };
};
