// What the services tell of themselves: the control API shows it, and the metrics of SQS are read from it.

/** How full a queue of the stack is. */
export type QueueDepth = {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly visible: number;
  readonly in_flight: number;
  readonly delayed: number;
  /** When the oldest message was first sent; null for an empty queue. */
  readonly oldest_sent_at: Date | null;
};
export type QueueDepths = () => readonly QueueDepth[];

type StateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** A change of an alarm's state; times are ISO 8601. */
export type AlarmChange = {
  readonly time: string;
  readonly from: StateValue;
  readonly to: StateValue;
  readonly reason: string;
};

export type AlarmState = {
  readonly name: string;
  readonly state: StateValue;
  readonly reason: string;
  readonly since: string;
  /** The newest changes, newest last. */
  readonly history: readonly AlarmChange[];
};

/** What SNS delivered: the local stand-in for people's mailboxes. */
export type InboxEntry = {
  readonly topic: string;
  readonly subject: string | null;
  readonly message: string;
  /** ISO 8601. */
  readonly time: string;
  /** `email:ops@example.com`, or the topic itself when it has no subscriber that is a person. */
  readonly to: string;
};
