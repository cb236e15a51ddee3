// How full the stack's queues are: what the control API shows and the metrics of SQS are read from.

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
