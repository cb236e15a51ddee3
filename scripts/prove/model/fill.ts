// How full batches are: pollers take what is there, so a batch grows only as far as the executions have no time for smaller ones.
import { batchMs } from "../../../infra/config/capacity.ts";
import type { Traffic } from "./traffic.ts";

export type Worker = {
  readonly batchSize: number;
  /** Executions at once. */
  readonly maximumConcurrency: number;
};

/** Executions at work, on average. */
export const toExecutions = ({ rate, kib }: Traffic, batch: number): number =>
  ((rate / batch) * batchMs(batch, kib)) / 1000;

/** The smallest batch that the executions keep up with; full ones where they do not. Without a batching window. */
export const toBatch = (traffic: Traffic, { batchSize, maximumConcurrency }: Worker): number => {
  let batch = 1;
  while (batch < batchSize && toExecutions(traffic, batch) > maximumConcurrency) batch += 1;
  return batch;
};
