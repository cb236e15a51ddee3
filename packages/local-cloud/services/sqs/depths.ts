// How full a queue is at this moment.
import type { QueueDepth, QueueDepths } from "../../core/queue-depth.ts";
import type { Queue, Queues } from "./queues.ts";

export type Counts = Pick<QueueDepth, "visible" | "in_flight" | "delayed" | "oldest_sent_at">;

/**
 * The engine moves what has become visible only when somebody receives; here its deadlines are read instead.
 * Messages past their retention are gone for everybody, though the engine still has them.
 */
export const toCounts = ({ attributes, messages }: Queue, now: Date): Counts => {
  const time = now.getTime();
  const expiry = time - Number(attributes["MessageRetentionPeriod"]) * 1000;
  const isKept = ({ sentTimestamp }: { readonly sentTimestamp: number }): boolean => sentTimestamp > expiry;
  const ready = messages.ready.filter(isKept);
  const inFlight = messages.inflight.filter(({ message }) => isKept(message));
  const delayed = messages.delayed.filter(isKept);
  const hidden = inFlight.filter(({ visibilityDeadline }) => visibilityDeadline > time);
  const waiting = delayed.filter(({ delayUntil }) => (delayUntil ?? 0) > time);
  const sent = [...ready, ...delayed, ...inFlight.map(({ message }) => message)].map(
    (one) => one.sentTimestamp,
  );
  const oldest = sent.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  return {
    visible: ready.length + (inFlight.length - hidden.length) + (delayed.length - waiting.length),
    in_flight: hidden.length,
    delayed: waiting.length,
    oldest_sent_at: sent.length === 0 ? null : new Date(oldest),
  };
};

export const makeDepths =
  (queues: Queues, now: () => Date): QueueDepths =>
  () =>
    queues.all().map((queue) => {
      const { name, url, arn } = queue;
      return { name, url, arn, ...toCounts(queue, now()) };
    });
