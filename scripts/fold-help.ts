// The help of a command, no wider than the terminal, which would break words in two.
import wrapAnsi from "wrap-ansi";

/** What Commander takes where there is no terminal. */
const usualColumns = 80;
/** In less, a column beside another is hard to read. */
const leastColumns = 24;

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Where a line's last column begins, behind the two spaces or more that part it from the one before. */
const columnOf = (line: string): number => /^ *\S.*? {2,}(?=\S)/.exec(line)?.[0].length ?? indentOf(line);

/** A line that begins where the last column of the one before does goes on with it. */
const joinContinued = (lines: readonly string[]): readonly string[] =>
  lines.reduce<readonly string[]>((joined, line) => {
    const before = joined.at(-1) ?? "";
    return indentOf(line) > indentOf(before) && indentOf(line) === columnOf(before)
      ? [...joined.slice(0, -1), `${before} ${line.trimStart()}`]
      : [...joined, line];
  }, []);

const foldLine = (line: string, columns: number): string => {
  const column = columnOf(line);
  const indent = columns - column >= leastColumns ? column : indentOf(line);
  const folded = wrapAnsi(line.slice(indent), columns - indent).replaceAll("\n", `\n${" ".repeat(indent)}`);
  return `${line.slice(0, indent)}${folded}`;
};

/**
 * Breaks lines between words, and goes on below the last column.
 *
 * @param width undefined for what is no terminal, and 0 for one that does not know it
 */
export const foldHelp = (text: string, width?: number): string => {
  const columns = width || usualColumns;
  return joinContinued(text.split("\n"))
    .map((line) => (line.length <= columns ? line : foldLine(line, columns)))
    .join("\n");
};
