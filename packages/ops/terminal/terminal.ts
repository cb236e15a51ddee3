// Where a command talks to the person who runs it. What it found goes to stdout at its end; everything else to stderr.
import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import { clearLine, makeProgress, type Progress } from "./progress.ts";

export type Streams = {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
};

export type Terminal = {
  readonly isJson: boolean;
  /** Somebody is there to answer a question. */
  readonly isInteractive: boolean;
  /** A line on stderr, in the place of how far something is. */
  readonly say: (line: string) => void;
  /** False unless the answer is yes; rejects when Ctrl-C or Ctrl-D ends it. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** How far something is that takes a while; `total` where it is known. */
  readonly progress: (label: string, total?: number) => Progress;
};

export const makeTerminal = ({ stdin, stderr }: Streams, isJson: boolean): Terminal => {
  const isInteractive = stdin.isTTY === true && stderr.isTTY === true;
  return {
    isJson,
    isInteractive,
    say: (line) => {
      stderr.write(`${stderr.isTTY === true ? clearLine : ""}${line}\n`);
    },
    confirm: async (question) => {
      const reader = createInterface({ input: stdin, output: stderr });
      try {
        return /^y(?:es)?$/i.test((await reader.question(`${question} [y/N] `)).trim());
      } finally {
        reader.close();
      }
    },
    progress: (label, total) => makeProgress({ stderr, label, total, now: () => performance.now() }),
  };
};
