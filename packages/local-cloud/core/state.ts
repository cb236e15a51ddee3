// What the services tell of themselves: the control API shows it, and the metrics of SQS are read from it.
import type { FunctionState } from "./functions.ts";
import type { Datum } from "./telemetry.ts";

/** How full a queue of the stack is. */
export type QueueDepth = {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly visible: number;
  readonly in_flight: number;
  readonly delayed: number;
  /** When the oldest message was first sent, or became a dead letter where it is one; null for an empty queue. */
  readonly oldest_sent_at: Date | null;
  /** Groups of messages that are noisy neighbours now. */
  readonly noisy_groups: number;
  /** The messages of all others. */
  readonly quiet_groups: Pick<QueueDepth, "visible" | "in_flight" | "delayed" | "oldest_sent_at">;
};
export type QueueDepths = () => readonly QueueDepth[];

/** What callers did, since the start: what SQS moves by itself counts as neither. */
export type QueueTotals = {
  readonly sent: number;
  /** Of those: by a role that receives from the same queue, and so puts off what it has received. */
  readonly sent_again: number;
  readonly received: number;
  readonly deleted: number;
};

export type QueueState = QueueDepth &
  QueueTotals & {
    /** Its name. */
    readonly dead_letter_queue: string | null;
    readonly max_receive_count: number | null;
  };

/** A message as it lies in a queue; looking at it does not receive it. */
export type QueuedMessage = {
  readonly message_id: string;
  readonly body: string;
  /** As ReceiveMessage names them. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly message_attributes: Readonly<Record<string, unknown>>;
  readonly receive_count: number;
  readonly sent_at: string;
  readonly visible_at: string;
  readonly state: "visible" | "in_flight" | "delayed";
};

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
  /** What it means, as its owner says; null where nothing is said. */
  readonly description: string | null;
  readonly state: StateValue;
  readonly reason: string;
  readonly since: string;
  /** The newest changes, newest last. */
  readonly history: readonly AlarmChange[];
};

/** What was put of a metric since the start. */
export type MetricTotal = Pick<Datum, "namespace" | "name" | "dimensions"> & {
  readonly sum: number;
  readonly count: number;
};

/** What SNS delivered: the local stand-in for people's mailboxes. */
export type InboxEntry = {
  readonly topic: string;
  readonly subject: string | null;
  readonly message: string;
  /** ISO 8601. */
  readonly time: string;
  /** `email:ops@example.com`, `https:https://example.com/hook`, or the topic itself when it has no subscriber. */
  readonly to: string;
};

/** All of it. */
export type CloudState = {
  readonly account: { readonly id: string; readonly region: string };
  readonly api_url: string;
  /** The stack's. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly speed: number;
  readonly started_at: string;
  readonly queues: readonly QueueState[];
  readonly functions: readonly FunctionState[];
  readonly alarms: readonly AlarmState[];
  readonly metrics: readonly MetricTotal[];
  readonly inbox: readonly InboxEntry[];
};
