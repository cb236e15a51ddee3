// Keeps a message that an invocation works on from being handed out, and paces what waits afterwards.

export type Leases = {
  /**
   * Call right after the receive that brought the message. Until `release`, ChangeMessageVisibility for this
   * receipt moves `visibleAt` only in the books; the engine keeps the message hidden.
   */
  readonly hold: (queueUrl: string, receiptHandle: string, visibleAt: Date) => void;
  /**
   * The invocation is over and did not delete the message: what is left until `visibleAt`, divided by the
   * speed, runs from now. Without effect when the message was deleted meanwhile.
   */
  readonly release: (queueUrl: string, receiptHandle: string) => Promise<void>;
};

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
