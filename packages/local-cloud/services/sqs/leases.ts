// Keeps a message that an invocation works on from being handed out, and paces what waits afterwards.

export type Leases = {
  /**
   * Call right after the receive that brought the message, for however short a time that hid it: the queue's own
   * visibility time-out runs from now in the books. Until `release`, ChangeMessageVisibility for this receipt moves
   * it only there; the engine keeps the message hidden.
   */
  readonly hold: (queueUrl: string, receiptHandle: string) => void;
  /**
   * The invocation is over and did not delete the message: what is left of its time-out, divided by the speed,
   * runs from now. Without effect when the message was deleted meanwhile.
   */
  readonly release: (queueUrl: string, receiptHandle: string) => Promise<void>;
};
