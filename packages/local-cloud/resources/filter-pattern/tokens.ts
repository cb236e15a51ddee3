// Cuts a JSON filter pattern into tokens.
import { endOfSelector } from "./property-selector.ts";

export type Token = {
  readonly kind: "selector" | "operator" | "sign" | "string" | "bare" | "end";
  readonly text: string;
  readonly at: number;
};

type Rule = { readonly kind: Token["kind"]; readonly pattern: RegExp };

const rules: readonly Rule[] = [
  { kind: "operator", pattern: /!=|<=|>=|=|<|>/y },
  { kind: "sign", pattern: /&&|\|\||[(){}]/y },
  { kind: "string", pattern: /"(?:[^"\\]|\\["\\])*"/y },
  { kind: "bare", pattern: /[A-Za-z0-9_.*+-]+/y },
];

const matchRule = (text: string, at: number): Token | undefined => {
  for (const { kind, pattern } of rules) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { kind, text: found, at };
  }
  return undefined;
};

const tokenAt = (text: string, at: number): Token => {
  const end = endOfSelector(text, at);
  const token =
    end === undefined ? matchRule(text, at) : { kind: "selector" as const, text: text.slice(at, end), at };
  if (token === undefined) throw new Error(`not understood from "${text.slice(at, at + 20)}" on`);
  return token;
};

/** Throws where the text is none of the known tokens: a regular expression `%…%`, a wildcard selector. */
export const tokenize = (text: string): readonly Token[] => {
  const tokens: Token[] = [];
  let at = text.search(/\S|$/);
  while (at < text.length) {
    const token = tokenAt(text, at);
    tokens.push(token);
    at = token.at + token.text.length;
    at += text.slice(at).search(/\S|$/);
  }
  return [...tokens, { kind: "end", text: "the end", at: text.length }];
};
