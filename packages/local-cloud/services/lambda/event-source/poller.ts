// Lambda's poller for one queue: keeps one long poll open and as many batches under way as it may.
import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceDeps } from "../../../endpoint/service-deps.ts";
import type { Delivery } from "./deliver-batch.ts";
import { splitBySize, type SqsRecord } from "./sqs-event.ts";
import { withTimeout } from "../runtime/with-timeout.ts";

type PollerDeps = Pick<ServiceDeps, "clock" | "log"> & {
  /** Resolves with an empty batch when there is nothing to do. */
  readonly gather: (signal: AbortSignal) => Promise<readonly SqsRecord[]>;
  readonly deliver: (records: readonly SqsRecord[]) => Promise<Delivery>;
  readonly maximumConcurrency: number;
  readonly source: string;
};

export type Poller = { readonly stop: () => Promise<void> };

/** How long `stop` waits for batches under way before it leaves them to the end of their processes. Real ms. */
const graceMs = 1_000;

/** AWS's own numbers are not published; these keep an outage from spinning and end soon after it. ms. */
const backOff = (failures: number): number => Math.min(100 * 2 ** (failures - 1), 5_000);

/** Real ms after a poll was refused, whatever the speed: a queue that is gone would be asked without end. */
const pollBackOff = (failures: number): number => Math.min(100 * 2 ** (failures - 1), 3_000);

const isAbort = (signal: AbortSignal): boolean => signal.aborted;

const makeSlots = (maximum: number) => {
  const underWay = new Set<Promise<void>>();
  return {
    underWay,
    /** Waits until fewer than `limit` batches are under way. */
    below: async (limit: number): Promise<void> => {
      while (underWay.size >= Math.min(limit, maximum)) await Promise.race(underWay);
    },
    add: (work: Promise<void>): void => {
      const tracked = work.finally(() => underWay.delete(tracked));
      underWay.add(tracked);
    },
  };
};

export const startPoller = ({
  gather,
  deliver,
  maximumConcurrency,
  clock,
  log,
  source,
}: PollerDeps): Poller => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const slots = makeSlots(maximumConcurrency);
  let thrown = 0;

  const work = async (records: readonly SqsRecord[]): Promise<void> => {
    try {
      thrown = (await deliver(records)) === "thrown" ? thrown + 1 : 0;
    } catch (error) {
      log("ERROR", source, "a batch could not be finished", { error: String(error) });
    }
  };

  /** After a failed invocation one batch at a time is tried, with growing pauses; a success ends that. */
  const makeRoom = async (): Promise<void> => {
    if (thrown > 0) await clock.wait(backOff(thrown), signal);
    await slots.below(thrown > 0 ? 1 : maximumConcurrency);
  };

  const poll = async (): Promise<void> => {
    await makeRoom();
    const records = await gather(signal);
    for (const batch of splitBySize(records)) {
      await slots.below(maximumConcurrency);
      slots.add(work(batch));
    }
  };

  const run = async (): Promise<void> => {
    let refused = 0;
    /** Logged once, not at every attempt. */
    let reason: string | undefined;
    while (!isAbort(signal)) {
      try {
        await poll();
        refused = 0;
        reason = undefined;
      } catch (error) {
        if (isAbort(signal)) return;
        refused += 1;
        if (String(error) !== reason) log("ERROR", source, `cannot poll the queue: ${String(error)}`);
        reason = String(error);
        // Rejects only when it is time to stop, which the loop then sees.
        await sleep(pollBackOff(refused), undefined, { signal }).catch(() => undefined);
      }
    }
  };

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await withTimeout(Promise.all([running, ...slots.underWay]), graceMs);
    },
  };
};
