// A schedule that breaks a promise, as it is reported.
import { invariants, type Violation } from "./invariants.ts";

export type Failure = Violation & {
  readonly where: string;
  readonly messages: readonly string[];
  /** In words, 12 at most wherever a schedule can be that short. */
  readonly steps: readonly string[];
};

export const describeFailure = ({ invariant, found, where, messages, steps }: Failure): string =>
  [
    `Broken: ${invariant} (${invariants[invariant]}).`,
    `Found: ${found}.`,
    `In ${where}:`,
    ...messages.map((message) => `  ${message}`),
    ...steps.map((step, index) => `${String(index + 1).padStart(3)}. ${step}`),
  ].join("\n");
