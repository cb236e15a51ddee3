// What Lambda would bill for a million messages with a worker that takes as long as was measured: docs/operating.md has the prices.
import { batchMs } from "../../infra/config/capacity.ts";
import { defaults } from "../../infra/config/defaults.ts";
import { initShare, prices } from "../prove/model/cost.ts";
import { figures } from "./figures.ts";
import { coreShare } from "./function/core-share.ts";
import type { Sample } from "./sample.ts";
import { median } from "./statistics.ts";
import { worker } from "./tasks/worker.ts";

export type LambdaCost = {
  readonly subject: string;
  /** US dollars per million messages, by the messages of a batch; INIT is in it. */
  readonly byBatch: Readonly<Record<number, number>>;
  /** Where each message meets an environment that must be started first. */
  readonly alwaysCold: number;
};

const gb = defaults.messageProcessor.memoryMb / 1024;
/** Milliseconds that an invocation waits for the stores. */
const waitMs = batchMs(0, 1);

const toDollars = (batch: number, warmMicros: number, coldMs: number, coldShare: number): number => {
  const invocations = 1 / batch;
  const warmMs = waitMs + (batch * warmMicros) / 1000 / coreShare;
  const gbSeconds = (gb * (warmMs + coldShare * coldMs)) / 1000;
  return invocations * (prices.lambdaRequests + 1e6 * prices.lambdaGbSecond * gbSeconds);
};

/** Of every worker that was measured both cold and warm. */
export const toLambdaCosts = (samples: readonly Sample[]): readonly LambdaCost[] => {
  const ofWorker = samples.filter(({ task }) => task === worker.name);
  const valueOf = (subject: string, figure: string): number | undefined => {
    const found = ofWorker.find((sample) => sample.subject === subject && sample.figure === figure);
    return found === undefined ? undefined : median(found.values);
  };
  return [...new Set(ofWorker.map(({ subject }) => subject))].flatMap((subject) => {
    const [warm, cold] = [valueOf(subject, figures.warm), valueOf(subject, figures.throttled)];
    if (warm === undefined || cold === undefined) return [];
    return [
      {
        subject,
        byBatch: Object.fromEntries([1, 10].map((batch) => [batch, toDollars(batch, warm, cold, initShare)])),
        alwaysCold: toDollars(1, warm, cold, 1),
      },
    ];
  });
};
