// How far a long command is: one line that changes in its place, or in a log a line every ten seconds.
import type { Writable } from "node:stream";

export type Progress = {
  /** So many more are done. */
  readonly advance: (n: number) => void;
  /** The last word: always before anything else is said. */
  readonly done: () => void;
};

type ProgressProps = {
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly label: string;
  readonly total: number | undefined;
  /** Milliseconds. */
  readonly now: () => number;
};

export const clearLine = "\r\u001B[K";
/** Milliseconds between two. */
const pause = { terminal: 100, log: 10_000 };

const toLine = (label: string, count: number, total: number | undefined): string => {
  const done = count.toLocaleString("en");
  if (total === undefined) return `${label} … ${done}`;
  const share = total === 0 ? "" : ` (${Math.floor((100 * Math.min(count, total)) / total)} %)`;
  return `${label} … ${done} of ${total.toLocaleString("en")}${share}`;
};

export const makeProgress = ({ stderr, label, total, now }: ProgressProps): Progress => {
  const isTerminal = stderr.isTTY === true;
  const startedAt = now();
  let count = 0;
  let shownAt = isTerminal ? -Infinity : startedAt;
  const show = (): void => {
    shownAt = now();
    const line = toLine(label, count, total);
    stderr.write(isTerminal ? `${clearLine}${line}` : `${line}\n`);
  };
  return {
    advance: (n) => {
      count += n;
      if (now() - shownAt >= (isTerminal ? pause.terminal : pause.log)) show();
    },
    // A log that saw nothing of it needs no end either.
    done: () => {
      if (isTerminal) stderr.write(clearLine);
      else if (shownAt > startedAt) show();
    },
  };
};
