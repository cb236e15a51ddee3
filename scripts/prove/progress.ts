// How far a run is, for people, on stderr: a line that changes in its place, or in a log a line now and then.
import cliTruncate from "cli-truncate";

export type Progress = {
  /** Stays. */
  readonly say: (line: string) => void;
  /** Until the next one; an empty one takes the last away. */
  readonly show: (text: string) => void;
};

type Terminal = { readonly isTTY?: boolean; readonly columns?: number; write: (text: string) => unknown };

/** Between two lines of a log. */
const pauseMs = 10_000;

export const makeProgress = (terminal: Terminal, now: () => number = () => performance.now()): Progress => {
  const isInPlace = terminal.isTTY === true;
  let shownAt = -Infinity;
  return {
    say: (line) => {
      terminal.write(`${isInPlace ? "\r\u001B[2K" : ""}${line}\n`);
      shownAt = now();
    },
    show: (text) => {
      if (isInPlace) terminal.write(`\r\u001B[2K${cliTruncate(text, (terminal.columns || 80) - 1)}`);
      else if (text !== "" && now() - shownAt >= pauseMs) {
        terminal.write(`${text}\n`);
        shownAt = now();
      }
    },
  };
};
