// Lines no wider than the terminal, which would cut words and ids in two.

const foldLine = (line: string, columns: number): string =>
  line.startsWith(" ") || line.length <= columns
    ? line
    : line.replaceAll(new RegExp(`(.{1,${columns}})(?: +|$)`, "g"), "$1\n").trimEnd();

/**
 * Breaks lines between words; one that is indented is there to be copied, and stays as it is.
 *
 * @param columns undefined for what is no terminal, and 0 for one that does not know it
 */
export const fold = (text: string, columns?: number): string =>
  text
    .split("\n")
    .map((line) => foldLine(line, columns || Infinity))
    .join("\n");
