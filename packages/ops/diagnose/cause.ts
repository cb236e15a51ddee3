// What a diagnosis can name, and how it is found.
import { ops } from "../target/ops-line.ts";
import type { Facts } from "./facts.ts";

/** What it stops, or keeps people from hearing of. */
type Subject = "messages" | "posts" | "queries" | "callers" | "alarms";

export type Cause = {
  readonly code: string;
  /** A sentence for the handbook. */
  readonly meaning: string;
  /** What it is told by. */
  readonly reads: string;
  readonly about: Subject;
  /** Not named beside one of these, of which it is only another sign; `others`: beside none that is about the same. */
  readonly unless?: readonly string[] | "others";
  /** What proves it, a sentence each; none when it is not so. No value of a message stands in it. */
  readonly look: (facts: Facts) => readonly string[];
  /** What to do next, by one sentence of the evidence: a command, or where there is none what to change. */
  readonly next: (facts: Facts, evidence: string) => string;
};

export type Finding = { readonly cause: string; readonly evidence: string; readonly next: string };

/** One letter first: all of them would fail again where the cause is not mended. */
export const redrive = (facts: Facts): string =>
  `${ops(facts, "dlq redrive --limit 1")}, and when that one is recorded ${ops(facts, "dlq redrive")}`;

/** What was changed by hand is put right by deploying what stands in the repository. */
export const deployAgain = (facts: Facts, what: string): string =>
  `${what} in infra, deploy again${facts.isLocal ? " (npm start)" : ""}, then ${redrive(facts)}`;
