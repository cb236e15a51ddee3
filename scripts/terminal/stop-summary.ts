// What happened while the system ran, in a few lines at its end. The numbers mean what they mean in the console.
import { toDuration, type Totals } from "./screen-event.ts";

export type StopSummary = {
  readonly ms: number;
  readonly counts: Totals;
  /** Undefined when the system could not say any more. */
  readonly deadLetters: number | undefined;
  readonly logPath: string;
};

/** Without a line end at the end. */
export const toStopSummary = ({ ms, counts, deadLetters, logPath }: StopSummary): string => {
  const { accepted, processed, duplicate, rejected, failed, postponed } = counts;
  const told = [
    `${accepted} accepted`,
    `${processed} processed`,
    ...(duplicate === 0 ? [] : [`${duplicate} ${duplicate === 1 ? "duplicate" : "duplicates"}`]),
    `${rejected} rejected`,
  ];
  return [
    `Stopped after ${toDuration(ms)}: ${told.join(", ")}.`,
    `  failed deliveries     ${failed}`,
    ...(postponed === 0 ? [] : [`  postponed deliveries  ${postponed}`]),
    ...(deadLetters === undefined ? [] : [`  dead letters left     ${deadLetters}`]),
    `  log                   ${logPath}`,
  ].join("\n");
};
