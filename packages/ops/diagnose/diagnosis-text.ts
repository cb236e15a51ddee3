// What `ops diagnose` answers, and how people read it.
import type { Finding } from "./cause.ts";

export type Diagnosis = {
  readonly stack: string;
  /** ISO 8601 */
  readonly at: string;
  readonly findings: readonly Finding[];
  /** Alarms that fire; some do for a while after their cause is gone. */
  readonly alarms: readonly string[];
  /** What could not be read, with the action that is missing: the diagnosis is without it. */
  readonly not_read: readonly string[];
};

const toParagraph = ({ cause, evidence, next }: Finding): string =>
  `${cause}\n  because  ${evidence}\n  next     ${next}`;

const toList = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`${title}\n${lines.map((line) => `  ${line}`).join("\n")}`];

export const toDiagnosisText = ({ stack, findings, alarms, not_read: notRead }: Diagnosis): string =>
  [
    ...(findings.length === 0 ? [`Nothing wrong is found in ${stack}.`] : findings.map(toParagraph)),
    ...toList("Alarms that fire, each with a section in docs/operating.md:", alarms),
    ...toList("Not read, and so not looked at:", notRead),
  ].join("\n\n");
