// Where a command talks to the person who runs it. What it found goes to stdout at its end; everything else to stderr.
import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { OperatorError } from "../operator-error.ts";
import { fold } from "./fold.ts";
import { clearLine, makeProgress, type Progress } from "./progress.ts";

export type Streams = {
  readonly stdin: Readable & {
    readonly isTTY?: boolean;
    readonly setRawMode?: (isRaw: boolean) => unknown;
  };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
};

export type Terminal = {
  readonly isJson: boolean;
  /** Somebody is there to answer a question. */
  readonly isInteractive: boolean;
  /** A line on stderr, in the place of how far something is. */
  readonly say: (line: string) => void;
  /**
   * False unless the answer is yes, or `word` where the question asks for one; rejects when Ctrl-C or Ctrl-D ends it.
   * What was typed before the question stood there is no answer to it.
   */
  readonly confirm: (question: string, word?: string) => Promise<boolean>;
  /** How far something is that takes a while; `total` where it is known. */
  readonly progress: (label: string, total?: number) => Progress;
};

/** Milliseconds without a key after which no more of those that were pressed before are to come. */
const quietMs = 50;

/** Two seconds. */
const mostRounds = 40;

const ctrlC = "\u0003";

/**
 * Reads what the terminal holds back, and drops it. In raw mode that is all, not whole lines alone, and Ctrl-C is a key:
 * it ends what would be asked, as it does once that is asked.
 */
const dropKeys = async (stdin: Streams["stdin"]): Promise<void> => {
  if (stdin.isTTY !== true) return;
  let keys = "";
  const drop = (pressed: Buffer): void => {
    keys += pressed.toString();
  };
  stdin.setRawMode?.(true);
  stdin.on("data", drop);
  let rounds = 0;
  do {
    keys = "";
    rounds += 1;
    await wait(quietMs);
  } while (keys !== "" && !keys.includes(ctrlC) && rounds < mostRounds);
  stdin.off("data", drop);
  if (keys === "") return;
  stdin.setRawMode?.(false);
  stdin.pause();
  throw new OperatorError(
    keys.includes(ctrlC)
      ? "Aborted with Ctrl+C"
      : "keys keep coming, and none of them can be an answer: run it again when they have ended",
  );
};

export const makeTerminal = ({ stdin, stderr }: Streams, isJson: boolean): Terminal => {
  const isInteractive = stdin.isTTY === true && stderr.isTTY === true;
  const toFolded = (text: string): string => fold(text, stderr.columns);
  const say = (line: string): void => {
    stderr.write(`${stderr.isTTY === true ? clearLine : ""}${toFolded(line)}\n`);
  };
  return {
    isJson,
    isInteractive,
    say,
    confirm: async (question, word) => {
      await dropKeys(stdin);
      const lines = toFolded(word === undefined ? `${question} [y/N]` : question).split("\n");
      const prompt = lines.pop() ?? "";
      for (const line of lines) say(line);
      const reader = createInterface({ input: stdin, output: stderr });
      try {
        const answer = (await reader.question(`${prompt} `)).trim().toLowerCase();
        return word === undefined ? /^y(?:es)?$/.test(answer) : answer === word;
      } finally {
        reader.close();
      }
    },
    progress: (label, total) => makeProgress({ stderr, label, total, now: () => performance.now() }),
  };
};
