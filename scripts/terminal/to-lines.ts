// The line of the terminal that tells of an event, never longer than the terminal is wide; a warning or an error may take
// several. Nothing of an event moves the cursor.
import { stripVTControlCharacters } from "node:util";
import cliTruncate from "cli-truncate";
import wrapAnsi from "wrap-ansi";
import { isBundle, type Told } from "./bundle-events.ts";
import { toDuration, type Piece, type Tone } from "./screen-event.ts";

export type Paint = (tone: Tone, text: string) => string;

/** Nobody reads more of it in a line, and escape sequences are looked for in all of it. */
const MOST_CHARACTERS = 1000;

/** Controls, invisible marks that turn the direction of text around, line separators, halves of characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Makes text from elsewhere safe to print: whatever it holds, it stays one line and moves no cursor. */
export const toPlainText = (text: string): string =>
  stripVTControlCharacters(text.slice(0, MOST_CHARACTERS)).replace(unprintable, " ");

const faint = (text: string): Piece => ({ text, tone: "faint" });

/** The clock's time where the person is. */
const toClock = (time: string): string => {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "--:--:--" : date.toTimeString().slice(0, 8);
};

const toPieces = (told: Told): readonly Piece[] => {
  if (!isBundle(told)) return told.pieces;
  const { kind, count, seconds, ms, note } = told;
  return [
    note === "" ? { ...kind, gives: true } : kind,
    { text: `× ${count} in ${seconds} s` },
    ...(ms === undefined ? [] : [faint(`up to ${toDuration(ms)}`)]),
    ...(note === "" ? [] : [{ text: ` ${note}`, gives: true as const }]),
  ];
};

/** At least so much of a piece that gives way is left. */
const LEAST = 8;

/** Takes from the piece that gives way what the line is too long by; what comes after it stays readable. */
const fit = (pieces: readonly Piece[], columns: number): readonly Piece[] => {
  const length = pieces.reduce((sum, { text }) => sum + text.length + 1, -1);
  return pieces.map((piece) =>
    piece.gives === true && length > columns
      ? { ...piece, text: cliTruncate(piece.text, Math.max(LEAST, piece.text.length - (length - columns))) }
      : piece,
  );
};

const INDENT = "22:13:30 ".length;
/** In a narrower terminal a text in several lines could not be read either. */
const LEAST_TO_WRAP = 40;

export const toLines = (told: Told, columns: number, paint: Paint): readonly string[] => {
  const pieces = [faint(toClock(told.time)), ...toPieces(told)]
    .map((piece) => ({ ...piece, text: toPlainText(piece.text) }))
    .filter(({ text }) => text !== "");
  const wraps = told.wraps === true && columns >= LEAST_TO_WRAP;
  const [clock = "", ...texts] = (wraps ? pieces : fit(pieces, columns)).map(({ text, tone }) =>
    tone === undefined ? text : paint(tone, text),
  );
  if (!wraps) return [cliTruncate([clock, ...texts].join(" "), columns)];
  const lines = wrapAnsi(texts.join(" "), columns - INDENT, { hard: true }).split("\n");
  return lines.map((line, index) => (index === 0 ? `${clock} ${line}` : " ".repeat(INDENT) + line));
};
