// Where everything that is said goes. A terminal gets readable lines; anything else gets the log's JSON lines on stdout,
// and what a person reads on stderr. The file gets the whole log.
import { styleText } from "node:util";
import { makeEventLog, type EventLog } from "./event-log.ts";
import type { Lifetime } from "./lifetime.ts";
import type { LogFile } from "./log-file.ts";
import { makeReadEvents } from "./read-events.ts";
import type { StackNames } from "./reading-context.ts";
import { noTotals, type Tone, type Totals } from "./screen-event.ts";
import { makeRunStep, type RunStep } from "./steps.ts";
import { toLines } from "./to-lines.ts";
import type { Emphasis } from "./up-summary.ts";

export type Screen = {
  readonly say: (text: string) => void;
  /** Takes a line of the log, with its line end. */
  readonly log: (line: string) => void;
  readonly runStep: RunStep;
  readonly emphasise: (emphasis: Emphasis, text: string) => string;
  /** From now on, events are shown; those until now are shown first. */
  readonly showEvents: (names: StackNames, speed: number) => void;
  readonly counts: () => Totals;
  readonly stopEvents: () => void;
};

/** Readable on dark and on light: no yellow, no bright colours. A colour only repeats what the words say. */
const tones = { good: "green", warn: "magenta", bad: "red", faint: "dim" } as const satisfies Record<
  Tone,
  string
>;
const emphases = { heading: "green", place: "bold" } as const satisfies Record<Emphasis, string>;

/** A terminal that does not say how wide it is. */
const USUAL_COLUMNS = 80;

export type ScreenOptions = {
  readonly isReadable: boolean;
  readonly logFile: LogFile;
  readonly lifetime: Lifetime;
};

export const makeScreen = ({ isReadable, logFile, lifetime }: ScreenOptions): Screen => {
  const { stdout, stderr } = process;
  const stream = isReadable ? stdout : stderr;
  const say = (text: string): void => void stream.write(`${text}\n`);
  const early: string[] = [];
  let events: EventLog | undefined;
  const paint = (tone: Tone, text: string): string => styleText(tones[tone], text, { stream });
  // Nobody reads any more: the terminal was closed, or the program at the other end of the pipe has ended.
  for (const each of [stdout, stderr]) each.on("error", () => lifetime.interrupt("SIGHUP"));
  return {
    say,
    log: (line) => {
      logFile.write(line);
      if (!isReadable) stdout.write(line);
      if (events === undefined) early.push(line);
      else events.take(line);
    },
    runStep: makeRunStep({
      signal: lifetime.signal,
      inPlace: isReadable && process.env["TERM"] !== "dumb",
      say,
    }),
    emphasise: (emphasis, text) => styleText(emphases[emphasis], text, { stream }),
    showEvents: (names, speed) => {
      events = makeEventLog(
        makeReadEvents(names, speed),
        isReadable
          ? (told) => {
              const columns = stdout.columns || USUAL_COLUMNS;
              for (const each of told) stdout.write(`${toLines(each, columns, paint).join("\n")}\n`);
            }
          : undefined,
      );
      for (const line of early.splice(0)) events.take(line);
    },
    counts: () => events?.counts() ?? noTotals,
    stopEvents: () => events?.stop(),
  };
};
