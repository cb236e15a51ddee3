// Lines no wider than the terminal, which would cut words and ids in two.

const foldLine = (line: string, columns: number): string =>
  line.startsWith(" ") || line.length <= columns
    ? line
    : line.replaceAll(new RegExp(`(.{1,${columns}})(?: +|$)`, "g"), "$1\n").trimEnd();

/**
 * Breaks lines between words; one that is indented is there to be copied, and stays as it is.
 *
 * @param columns undefined for what is no terminal
 */
export const fold = (text: string, columns = Infinity): string =>
  text
    .split("\n")
    .map((line) => foldLine(line, columns))
    .join("\n");
