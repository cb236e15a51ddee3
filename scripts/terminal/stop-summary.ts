// What happened while the system ran, in a few lines at its end.
import { toDuration, totals, type Total } from "./screen-event.ts";

export type StopSummary = {
  readonly ms: number;
  readonly counts: Readonly<Record<Total, number>>;
  /** Undefined when the system could not say any more. */
  readonly deadLetters: number | undefined;
  readonly logPath: string;
};

/** Without a line end at the end. */
export const toStopSummary = ({ ms, counts, deadLetters, logPath }: StopSummary): string =>
  [
    `Stopped after ${toDuration(ms)}: ${totals.map((name) => `${counts[name]} ${name}`).join(", ")}.`,
    ...(deadLetters === undefined ? [] : [`  dead letters left  ${deadLetters}`]),
    `  log                ${logPath}`,
  ].join("\n");
