// Collects messages for one batch: at once what is there, or as much as comes within the batching window.
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../../core/clock.ts";
import type { Message, SourceQueue } from "./source-queue.ts";

type GatherBatchDeps = {
  readonly queue: Pick<SourceQueue, "receive">;
  readonly batchSize: number;
  /** Seconds of AWS time. */
  readonly windowSeconds: number;
  readonly clock: Clock;
};

/** The longest that SQS lets a receive wait, seconds. */
const longPollSeconds = 20;
/** SQS hands out ten messages at most. */
const maxPerReceive = 10;
/** Between two looks at the queue when less than a second of the window is left. Real ms. */
const shortPollMs = 50;

/**
 * Resolves with an empty batch when nothing came during one long poll. Rejects when the first receive does;
 * what goes wrong after it ends the batch, so that the messages already received are not lost, and is what the next
 * call rejects with.
 */
export const makeGatherBatch = ({ queue, batchSize, windowSeconds, clock }: GatherBatchDeps) => {
  let failures: readonly unknown[] = [];
  return async (signal: AbortSignal): Promise<readonly Message[]> => {
    const [failure] = failures;
    failures = [];
    if (failure !== undefined) throw failure;
    const batch: Message[] = [];
    const receive = async (waitSeconds: number): Promise<void> => {
      const max = Math.min(maxPerReceive, batchSize - batch.length);
      batch.push(...(await queue.receive({ max, waitSeconds }, signal)));
    };
    const fillUp = async (): Promise<void> => {
      const end = performance.now() + clock.scaled(windowSeconds * 1000);
      for (;;) {
        const leftMs = end - performance.now();
        if (batch.length >= batchSize || leftMs <= 0) return;
        const before = batch.length;
        await receive(Math.min(longPollSeconds, Math.floor(leftMs / 1000)));
        if (batch.length === before && leftMs < 1000)
          await sleep(Math.min(shortPollMs, leftMs), undefined, { signal });
      }
    };
    await receive(longPollSeconds);
    if (batch.length > 0)
      await fillUp().catch((reason: unknown) => {
        failures = [reason];
      });
    return batch;
  };
};
