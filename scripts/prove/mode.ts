// What `pnpm prove` can run: the proof by real processes, and beside it one mode for each flag. A new mode is a file
// that exports one, a line in modes.ts, and what it is asked for in ProveOptions.
import type { Option } from "commander";
import type { Progress } from "./progress.ts";

/** Undefined where the command line does not say: each mode has its own default. */
export type ProveOptions = {
  readonly messages?: number;
  /** How many runs, each with a seed of its own. */
  readonly seeds: number;
  /** Of the first run; each further one is one more. */
  readonly seed: number;
  /** Of a simulation. */
  readonly deliveries?: number;
  readonly effect?: string;
  readonly store?: string;
  readonly probability?: readonly number[];
  readonly mutant?: string;
  /** Messages a second. */
  readonly rate?: number;
  /** Minutes. */
  readonly soak?: number;
};

/** SVG files, by their names. */
export type Charts = Readonly<Record<string, string>>;

export type Outcome = {
  /** False: the command ends with 1. */
  readonly ok: boolean;
  /** What `--json` prints, beside `ok`. */
  readonly figures: Readonly<Record<string, unknown>>;
  /** For people. */
  readonly summary: string;
  /** For people, too: drawn from the figures. `when`: and on which machine they were measured. */
  readonly charts?: (when: string) => Charts;
};

export type Mode = {
  /** As in `--noisy`; undefined: what runs without a flag. */
  readonly flag?: string;
  readonly description: string;
  /** Of the options that several modes share; `messages` and `seed` where this is undefined. */
  readonly takes?: readonly ("messages" | "seeds" | "seed")[];
  /** Its own, beside them. */
  readonly options?: readonly Option[];
  /** Which of them has an effect beside which other one alone, by the names of their attributes. */
  readonly needs?: Readonly<Record<string, string>>;
  readonly run: (options: ProveOptions, progress: Progress) => Promise<Outcome>;
};
