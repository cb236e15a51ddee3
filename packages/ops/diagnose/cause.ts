// What a diagnosis can name, and how it is found.
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
  /** What to do next: a command, or where there is none what to change. */
  readonly next: (facts: Facts) => string;
};

export type Finding = { readonly cause: string; readonly evidence: string; readonly next: string };

/** The option that names the stack: an environment's name has no hyphen. */
const optionOf = ({ stack, isLocal }: Pick<Facts, "stack" | "isLocal">): string =>
  isLocal ? "--local" : `--env ${stack.slice(stack.lastIndexOf("-") + 1)}`;

/** `ops dlq list --env prod` */
export const ops = (facts: Facts, command: string): string => `ops ${command} ${optionOf(facts)}`;

/** What was changed by hand is put right by deploying what stands in the repository. */
export const deployAgain = (facts: Facts, what: string): string =>
  `${what} in infra, deploy again${facts.isLocal ? " (npm start)" : ""}, then ${ops(facts, "dlq redrive")}`;
