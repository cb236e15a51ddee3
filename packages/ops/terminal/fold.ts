// Lines no wider than the terminal, which would cut words and ids in two.

/** Breaks a line between words; one that is indented is there to be copied, and stays as it is. */
export const fold = (line: string, columns: number): string =>
  line.startsWith(" ") || line.length <= columns
    ? line
    : line.replaceAll(new RegExp(`(.{1,${columns}})(?: +|$)`, "g"), "$1\n").trimEnd();
