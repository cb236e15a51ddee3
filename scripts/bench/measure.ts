// What `pnpm bench` can measure. A new measure is a file in measures/ that exports one, and a line in measures.ts.
import type { Progress } from "../prove/progress.ts";
import type { Subject } from "./subject.ts";
import type { Sample } from "./sample.ts";

export type BenchContext = {
  readonly rounds: number;
  readonly progress: Progress;
  /** The functions and their peers, built when first asked for. */
  readonly subjects: () => Promise<readonly Subject[]>;
};

export type Measure = {
  readonly name: string;
  readonly description: string;
  readonly run: (context: BenchContext) => Promise<readonly Sample[]>;
};
