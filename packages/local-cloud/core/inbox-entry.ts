// What SNS delivered, kept for whoever looks: the local stand-in for people's mailboxes.

export type InboxEntry = {
  readonly topic: string;
  readonly subject: string | null;
  readonly message: string;
  /** ISO 8601. */
  readonly time: string;
  /** `email:ops@example.com`, or the topic itself when it has no subscriber that is a person. */
  readonly to: string;
};
