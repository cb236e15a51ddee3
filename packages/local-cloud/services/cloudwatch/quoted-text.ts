// Text in double quotation marks, as filter patterns write it.

/** `"say \"hi\""` → `say "hi"`; the text must be quoted. */
export const unquote = (quoted: string): string => quoted.slice(1, -1).replaceAll(/\\(["\\])/g, "$1");
