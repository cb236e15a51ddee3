// Filter patterns of terms, for lines of any kind: `ERROR "status 500" -timeout`, or `?ERROR ?WARN`.
// Whether a term must be a word of its own is not documented; here it may be part of one.

type Contains = (line: string) => boolean;

const term = /(?<sign>[-?]?)(?:"(?<quoted>(?:[^"\\]|\\["\\])*)"|(?<bare>\w+))(?=\s|$)\s*/y;

type Term = { readonly sign: string; readonly text: string };

const readTerms = (pattern: string): readonly Term[] => {
  const terms: Term[] = [];
  term.lastIndex = pattern.search(/\S|$/);
  for (let at = term.lastIndex; at < pattern.length; at = term.lastIndex) {
    const { sign = "", quoted, bare = "" } = term.exec(pattern)?.groups ?? {};
    if (quoted === undefined && bare === "")
      throw new Error(
        `not understood from ${pattern.slice(at, at + 20)} on; a term that is not only letters, digits and _ stands in double quotes`,
      );
    terms.push({ sign, text: quoted?.replaceAll(/\\(["\\])/g, "$1") ?? bare });
  }
  return terms;
};

/** Without a term every line matches. Throws on regular expressions `%…%` and on patterns for columns `[…]`. */
export const parseTerms = (pattern: string): Contains => {
  const terms = readTerms(pattern);
  const textsOf = (sign: string): readonly string[] =>
    terms.filter((each) => each.sign === sign).map(({ text }) => text);
  const [all, none, any] = [textsOf(""), textsOf("-"), textsOf("?")];
  if (any.length > 0 && any.length < terms.length)
    throw new Error("CloudWatch ignores ? beside other terms: use it with each term or with none");
  return (line) =>
    all.every((text) => line.includes(text)) &&
    !none.some((text) => line.includes(text)) &&
    (any.length === 0 || any.some((text) => line.includes(text)));
};
