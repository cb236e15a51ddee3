// Where publications end up: the newest entries, one for each address that would get an e-mail.
import type { InboxEntry } from "../../core/inbox-entry.ts";
import type { Publication } from "./publish.ts";

export type Inbox = {
  readonly add: (entry: InboxEntry) => void;
  /** Oldest first. */
  readonly entries: () => readonly InboxEntry[];
};

const limit = 1_000;

export const makeInbox = (): Inbox => {
  const entries: InboxEntry[] = [];
  return {
    add: (entry) => {
      entries.push(entry);
      if (entries.length > limit) entries.shift();
    },
    entries: () => [...entries],
  };
};

/** One for the topic itself when nobody gets e-mails. */
export const toEntries = (
  { topicArn, subject, message, at }: Publication,
  addresses: readonly string[],
): readonly InboxEntry[] =>
  (addresses.length === 0 ? [topicArn] : addresses.map((address) => `email:${address}`)).map((to) => ({
    topic: topicArn,
    subject,
    message,
    time: at.toISOString(),
    to,
  }));
