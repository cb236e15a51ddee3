// What the tour prints: in colours on a terminal that has them, bold on one that has none, and as plain text elsewhere.
import type { WriteStream } from "node:tty";
import { stripVTControlCharacters, styleText } from "node:util";
import wrapAnsi from "wrap-ansi";
import type { ShownAnswer } from "./format-answer.ts";

type Format = Parameters<typeof styleText>[0];

export type Screen = {
  /** Columns that an answer may take. */
  readonly width: number;
  readonly heading: (text: string, place: string) => void;
  /** Markdown; links become their text. */
  readonly prose: (markdown: string) => void;
  readonly command: (command: string) => void;
  readonly answer: (answer: ShownAnswer) => void;
  readonly note: (text: string) => void;
  /** Until it is called back: a line that counts, on a terminal; elsewhere one, if it takes long. */
  readonly waiting: (what: string, limit: string) => () => void;
  /** Until it is called back, on a terminal. */
  readonly prompt: (text: string) => () => void;
};

/** Of commands and answers. */
const INDENT = "  ";
const FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

const isGood = (text: string): boolean => /^20\d|"Processed"/.test(text);

type Styles = Readonly<Record<"title" | "code" | "faint" | "good" | "bad" | "key", (text: string) => string>>;

/** Readable on dark and on light: no yellow, no bright colours. */
const makeStyles = (kind: "colour" | "bold" | "plain"): Styles => {
  const style =
    (colour: Format, bold: Format | undefined) =>
    (text: string): string => {
      const format = kind === "colour" ? colour : bold;
      return kind === "plain" || format === undefined
        ? text
        : styleText(format, text, { validateStream: false });
    };
  return {
    title: style(["bold", "underline"], "bold"),
    code: style("bold", "bold"),
    faint: style("dim", undefined),
    good: style(["bold", "green"], "bold"),
    bad: style(["bold", "magenta"], "bold"),
    key: style("inverse", "inverse"),
  };
};

const kindOf = (output: Output, variables: NodeJS.ProcessEnv): "colour" | "bold" | "plain" => {
  if (!output.isTTY || variables["TERM"] === "dumb") return "plain";
  return output.hasColors(16, variables) ? "colour" : "bold";
};

/** Each text that matters is lit wherever it stands. */
const light = (line: string, lit: readonly string[], { good, bad }: Styles): string =>
  lit.reduce((text, part) => text.replace(part, (found) => (isGood(part) ? good(found) : bad(found))), line);

/** What of a stream is used. */
type Output = Pick<WriteStream, "columns" | "isTTY"> & {
  readonly write: (text: string) => boolean;
  readonly hasColors: (count: number, env: object) => boolean;
};

export const makeScreen = (output: Output, variables: NodeJS.ProcessEnv): Screen => {
  const kind = kindOf(output, variables);
  const styles = makeStyles(kind);
  const columns = Math.max(40, output.isTTY ? output.columns : 100);
  const say = (text = ""): void => void output.write(`${text}\n`);
  const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, INDENT);

  /** A last line that is replaced again and again. */
  const transient = (text: string): void => {
    const shown = stripVTControlCharacters(text).length < columns ? text : text.slice(0, columns - 1);
    output.write(`\r\u001B[2K${shown}`);
  };
  const clear = (): void => void output.write("\r\u001B[2K");

  const wrap = (text: string): string => wrapAnsi(text, Math.min(columns - 1, 90));

  return {
    width: Math.min(columns, 100) - INDENT.length,
    heading: (text, place) => say(`\n${styles.title(text)}  ${styles.faint(place)}\n`),
    prose: (markdown) => {
      const text = markdown.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1");
      say(wrap(text.replaceAll(/`([^`]*)`/g, (_, code: string) => styles.code(code))));
      say();
    },
    command: (command) => say(`${indented(styles.code(command))}\n`),
    answer: ({ head, body, lit }) => {
      const lines = [...head, ...(head.length === 0 ? [] : [""]), ...body.split("\n")];
      say(`${indented(lines.map((line) => light(line, lit, styles)).join("\n"))}\n`);
    },
    note: (text) => say(wrap(styles.faint(text))),
    waiting: (what, limit) => {
      const startedAt = performance.now();
      const seconds = (): string => `${Math.round((performance.now() - startedAt) / 1000)} s`;
      if (kind === "plain") {
        const late = setTimeout(() => say(`Waiting for ${what} (${limit}) …\n`), 1000);
        return () => clearTimeout(late);
      }
      let frame = 0;
      const show = (): void => {
        frame = (frame + 1) % FRAMES.length;
        transient(`${FRAMES[frame]} Waiting for ${what}: ${seconds()} (${limit})`);
      };
      show();
      const timer = setInterval(show, 100);
      return () => {
        clearInterval(timer);
        clear();
      };
    },
    prompt: (text) => {
      if (kind === "plain") {
        if (output.isTTY) say(text);
        return () => {};
      }
      transient(styles.key(` ${text} `));
      return clear;
    },
  };
};
