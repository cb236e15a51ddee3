// What functions are measured at: the event that they get, what answers their requests, and how to tell that they did the work.
import type { WireRequest } from "./wire-request.ts";

/** What answers the function's requests, for one process of it. */
export type Stage = {
  /** The function's variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeOptions: readonly string[];
  /** What the function is invoked with; messages of a batch, where the task has batches. */
  readonly toEvent: (batch: number) => unknown;
  /** The first ones. */
  readonly requests: () => readonly WireRequest[];
  /** Of all. */
  readonly count: () => number;
  readonly stop: () => Promise<void>;
};

export type Work = {
  /** What the function returned for the last event. */
  readonly result: unknown;
  readonly requests: readonly WireRequest[];
  readonly count: number;
  readonly messages: number;
  /** That the subject makes for a message beside those of the task. */
  readonly extraRequests: number;
};

export type Task = {
  readonly name: string;
  /** Whose work it is: a folder of `functions/`. */
  readonly functionName: string;
  readonly setStage: () => Promise<Stage>;
  /** Why it is not the work that was asked for. */
  readonly findFaults: (work: Work) => readonly string[];
};
