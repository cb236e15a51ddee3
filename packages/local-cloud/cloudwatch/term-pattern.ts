// Term patterns for lines of any form: `ERROR "out of memory" -debug`, `?ERROR ?FATAL`.
import { unquote } from "./quoted-text.ts";

type Mark = "" | "?" | "-";
type Term = { readonly mark: Mark; readonly text: string };

const term = /(?<mark>[?-]?)(?:(?<phrase>"(?:[^"\\]|\\["\\])*")|(?<word>[A-Za-z0-9_]+))(?=\s|$)/y;

const parseTerms = (pattern: string): readonly Term[] => {
  const terms: Term[] = [];
  let rest = pattern.trim();
  while (rest !== "") {
    term.lastIndex = 0;
    const found = term.exec(rest);
    if (found === null) {
      throw new Error(
        `not understood from "${rest.slice(0, 20)}" on: quote terms with other characters than letters and digits`,
      );
    }
    const { mark = "", phrase, word = "" } = found.groups ?? {};
    terms.push({ mark: mark as Mark, text: phrase === undefined ? word : unquote(phrase) });
    rest = rest.slice(found[0].length).trimStart();
  }
  return terms;
};

/**
 * Terms are case-sensitive and found anywhere in the line; all must occur, none marked `-` may, one of those
 * marked `?` suffices. CloudWatch ignores `?` terms beside others without a word; that mixture is refused here.
 */
export const parseTermPattern = (pattern: string): ((text: string) => boolean) => {
  // `" "` is the documented way to match everything.
  const terms = parseTerms(pattern).filter(({ mark, text }) => mark !== "" || text.trim() !== "");
  const texts = (mark: Mark): readonly string[] =>
    terms.filter((each) => each.mark === mark).map((each) => each.text);
  const [all, some, none] = [texts(""), texts("?"), texts("-")];
  if (some.length > 0 && some.length < terms.length) {
    throw new Error("terms marked ? cannot stand beside others: CloudWatch would ignore them");
  }
  return (line) =>
    all.every((text) => line.includes(text)) &&
    !none.some((text) => line.includes(text)) &&
    (some.length === 0 || some.some((text) => line.includes(text)));
};
