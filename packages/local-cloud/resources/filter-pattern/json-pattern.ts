// JSON filter patterns: `{ $.level = "ERROR" && ($.code >= 500 || $.code NOT EXISTS) }`.
//
//   either    = both ("||" both)*
//   both      = condition ("&&" condition)*
//   condition = "(" either ")" | selector ( operator value | IS NULL|TRUE|FALSE | NOT EXISTS )
import { type Operator, type Test, toComparison } from "./comparison.ts";
import { type Token, tokenize } from "./tokens.ts";
import { parseSelector } from "./property-selector.ts";

type Matches = (object: object) => boolean;
type Tokens = { readonly peek: () => Token; readonly take: () => Token };

const makeTokens = (all: readonly Token[]): Tokens => {
  let position = 0;
  const end: Token = { kind: "end", text: "the end", at: 0 };
  const peek = (): Token => all[position] ?? end;
  return {
    peek,
    take: () => {
      const token = peek();
      position += 1;
      return token;
    },
  };
};

const expect = (tokens: Tokens, text: string): void => {
  const token = tokens.take();
  if (token.text !== text) throw new Error(`expected ${text}, found ${token.text}`);
};

const literals = new Map<string, unknown>([
  ["NULL", null],
  ["TRUE", true],
  ["FALSE", false],
]);

const parseIs = (tokens: Tokens): Test => {
  const { text } = tokens.take();
  if (!literals.has(text)) throw new Error(`IS takes NULL, TRUE or FALSE, not ${text}`);
  const literal = literals.get(text);
  return (value) => value === literal;
};

/** `"say \"hi\""` → `say "hi"` */
const unquote = (quoted: string): string => quoted.slice(1, -1).replaceAll(/\\(["\\])/g, "$1");

const parseTest = (tokens: Tokens): Test => {
  const token = tokens.take();
  if (token.kind === "operator") {
    const operand = tokens.take();
    if (operand.kind === "string") {
      return toComparison(token.text as Operator, { text: unquote(operand.text), quoted: true });
    }
    if (operand.kind !== "bare") throw new Error(`expected a value, found ${operand.text}`);
    return toComparison(token.text as Operator, { text: operand.text, quoted: false });
  }
  if (token.text === "IS") return parseIs(tokens);
  if (token.text !== "NOT") throw new Error(`expected an operator, found ${token.text}`);
  expect(tokens, "EXISTS");
  return (value) => value === undefined;
};

const parseCondition = (tokens: Tokens): Matches => {
  const token = tokens.take();
  if (token.text === "(") {
    const inner = parseEither(tokens);
    expect(tokens, ")");
    return inner;
  }
  if (token.kind !== "selector") throw new Error(`expected a selector, found ${token.text}`);
  const select = parseSelector(token.text);
  const test = parseTest(tokens);
  return (object) => test(select(object));
};

const parseList = (
  tokens: Tokens,
  sign: string,
  parseOne: (tokens: Tokens) => Matches,
): readonly Matches[] => {
  const parts = [parseOne(tokens)];
  while (tokens.peek().text === sign) {
    tokens.take();
    parts.push(parseOne(tokens));
  }
  return parts;
};

const parseBoth = (tokens: Tokens): Matches => {
  const parts = parseList(tokens, "&&", parseCondition);
  return (object) => parts.every((matches) => matches(object));
};

const parseEither = (tokens: Tokens): Matches => {
  const parts = parseList(tokens, "||", parseBoth);
  return (object) => parts.some((matches) => matches(object));
};

/** Throws on a pattern outside the grammar above. */
export const parseJsonPattern = (pattern: string): Matches => {
  const tokens = makeTokens(tokenize(pattern));
  expect(tokens, "{");
  const matches = parseEither(tokens);
  expect(tokens, "}");
  expect(tokens, "the end");
  return matches;
};
