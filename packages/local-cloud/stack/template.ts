// Splits a string of Terraform JSON into plain text and the expressions embedded in it.
import { StackError } from "./stack-error.ts";

export type Part =
  | { readonly kind: "text"; readonly text: string }
  /** What stands between `${` and `}`. */
  | { readonly kind: "expression"; readonly source: string };

const OPENING = /(\$+|%+)\{/g;

/** Where the brace that was opened just before `from` closes; braces inside quotes do not count. */
const closingBrace = (text: string, from: number): number | undefined => {
  let depth = 1;
  let quoted = false;
  for (let index = from; index < text.length; index++) {
    const character = text[index];
    if (quoted && character === "\\") index++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === "{") depth++;
    else if (!quoted && character === "}" && --depth === 0) return index;
  }
  return undefined;
};

/** Neighbouring texts become one; a string without anything in it is one empty text. */
const joinTexts = (parts: readonly Part[]): readonly Part[] => {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === "text" && last?.kind === "text")
      joined[joined.length - 1] = { kind: "text", text: last.text + part.text };
    else joined.push(part);
  }
  const lasting = joined.filter((part) => part.kind === "expression" || part.text !== "");
  return lasting.length === 0 ? [{ kind: "text", text: "" }] : lasting;
};

/**
 * `$${` and `%%{` stand for `${` and `%{` themselves.
 * Source: developer.hashicorp.com/terraform/language/expressions/strings
 *
 * @param at where the string stands, for errors: `aws_sqs_queue.work: attribute name`
 * @throws StackError on a directive (`%{if …}`) and on anything that is not closed
 */
export const parseTemplate = (text: string, at: string): readonly Part[] => {
  const parts: Part[] = [];
  let rest = 0;
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(text); match !== null; match = OPENING.exec(text)) {
    const marks = match[1] ?? "";
    parts.push({ kind: "text", text: text.slice(rest, match.index) });
    rest = OPENING.lastIndex;
    if (marks.length > 2) throw new StackError([`${at}: ${match[0]} is not understood by the local cloud`]);
    if (marks.length === 2) {
      parts.push({ kind: "text", text: match[0].slice(1) });
      continue;
    }
    if (marks === "%")
      throw new StackError([`${at}: template directives (%{ … }) are not understood by the local cloud`]);
    const end = closingBrace(text, rest);
    if (end === undefined) throw new StackError([`${at}: \${ is never closed`]);
    parts.push({ kind: "expression", source: text.slice(rest, end) });
    rest = end + 1;
    OPENING.lastIndex = rest;
  }
  parts.push({ kind: "text", text: text.slice(rest) });
  return joinTexts(parts);
};
