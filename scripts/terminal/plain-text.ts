// Makes text from elsewhere safe to print: whatever it holds, it stays one line and moves no cursor.
import { stripVTControlCharacters } from "node:util";

/** Nobody reads more of it in a line, and escape sequences are looked for in all of it. */
const MOST_CHARACTERS = 1000;

/** Controls, invisible marks that turn the direction of text around, line separators, halves of characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

export const toPlainText = (text: string): string =>
  stripVTControlCharacters(text.slice(0, MOST_CHARACTERS)).replace(unprintable, " ");
