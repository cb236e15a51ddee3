// Remembers from which queue a dead letter came, which the engine forgets when it moves it.
import { decodeRedrivePolicy } from "./redrive-policy.ts";
import type { Queues } from "./queues.ts";

export type Origins = {
  /** A message was received from a queue that may one day dead-letter it. */
  readonly note: (messageId: string, queueArn: string) => void;
  /** The ARN of the queue it came from; undefined for one that was sent where it lies. */
  readonly find: (messageId: string, lyingInArn: string) => string | undefined;
  readonly forget: (messageId: string) => void;
};

/** Every dead letter was received at least once before, so noting receives is enough. */
export const makeOrigins = (): Origins => {
  const origins = new Map<string, string>();
  return {
    note: (messageId, queueArn) => {
      origins.set(messageId, queueArn);
    },
    find: (messageId, lyingInArn) => {
      const origin = origins.get(messageId);
      return origin === lyingInArn ? undefined : origin;
    },
    forget: (messageId) => {
      origins.delete(messageId);
    },
  };
};

/**
 * After a restart on a data directory: a message in a dead-letter queue of a single source that was received more
 * often than this source allows can only have come from there. With several sources it stays unknown.
 */
export const restoreOrigins = (queues: Queues, origins: Origins): void => {
  for (const queue of queues.all()) {
    const [source, ...others] = queues.sourcesOf(queue.arn);
    const policy = source?.attributes["RedrivePolicy"];
    if (source === undefined || others.length > 0 || policy === undefined) continue;
    const { maxReceiveCount } = decodeRedrivePolicy(policy);
    const { ready, delayed, inflight } = queue.messages;
    for (const message of [...ready, ...delayed, ...inflight.map((entry) => entry.message)]) {
      if (message.approximateReceiveCount > maxReceiveCount) origins.note(message.messageId, source.arn);
    }
  }
};
