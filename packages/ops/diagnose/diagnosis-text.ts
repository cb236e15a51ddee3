// What `ops diagnose` answers, and how people read it.
import { ops } from "../target/ops-line.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import type { Finding } from "./cause.ts";

export type Diagnosis = {
  readonly stack: string;
  /** ISO 8601 */
  readonly at: string;
  readonly findings: readonly Finding[];
  /** How many wait, whatever is found; null where it could not be read. */
  readonly dead_letters: number | null;
  /** Copies of postponed messages that wait for their time; null where it could not be read. */
  readonly postponed: number | null;
  /** Alarms that fire; some do for a while after their cause is gone. */
  readonly alarms: readonly string[];
  /** What could not be read, with the action that is missing: the diagnosis is without it. */
  readonly not_read: readonly string[];
};

type Stack = Pick<Target, "stack" | "isLocal">;

const toParagraph = ({ cause, evidence, next }: Finding): string =>
  `${cause}\n  because  ${evidence}\n  next     ${next}`;

const toPostponed = ({ postponed: count }: Diagnosis): readonly string[] =>
  count
    ? [
        `${countOf(count, "postponed message comes", "postponed messages come")} back by ${count === 1 ? "itself" : "themselves"} within 15 minutes, and ${count === 1 ? "needs" : "need"} no redrive.`,
      ]
    : [];

const toList = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`${title}\n${lines.map((line) => `  ${line}`).join("\n")}`];

/** Beside a finding that names what made them: no finding of their own says what to do with them. */
const toLetters = ({ findings, dead_letters: count }: Diagnosis, target: Stack): readonly string[] =>
  !count || findings.some(({ cause }) => cause === "DeadLetters")
    ? []
    : [
        `${countOf(count, "dead letter waits", "dead letters wait")}: ${ops(target, "dlq list")} tells why.
Once the cause is mended:
  ${ops(target, "dlq redrive --limit 1")}, to see that it is; then
  ${ops(target, "dlq redrive")}`,
      ];

/** What is not seen may be what is wrong, and what is found may be over. */
const toHead = ({ stack, findings, not_read: notRead }: Diagnosis): readonly string[] => {
  const unsure = "Not everything could be read (below)";
  if (findings.length > 0)
    return notRead.length === 0 ? [] : [`${unsure}: what is found may be over, and more may be wrong.`];
  return [
    notRead.length === 0
      ? `Nothing wrong is found in ${stack}.`
      : `${unsure}, and in the rest nothing wrong is found in ${stack}.`,
  ];
};

export const toDiagnosisText = (diagnosis: Diagnosis, target: Stack): string => {
  const { findings, alarms, not_read: notRead } = diagnosis;
  return [
    ...toHead(diagnosis),
    ...findings.map(toParagraph),
    ...toLetters(diagnosis, target),
    ...toPostponed(diagnosis),
    ...toList("Alarms that fire, each with a section in docs/operating.md:", alarms),
    ...toList("Not read, and so not looked at:", notRead),
  ].join("\n\n");
};
