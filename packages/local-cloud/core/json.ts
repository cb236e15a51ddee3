// Reads JSON that may be none: undefined, which no JSON text stands for, says so.

export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** AWS JSON: a member that is null is not there. */
export const parseInput = (text: string): unknown => {
  // Few inputs have any, and a reviver is slow.
  if (!text.includes("null")) return parseJson(text);
  try {
    return JSON.parse(text, (_key, value: unknown) => (value === null ? undefined : value));
  } catch {
    return undefined;
  }
};

/** Undefined for whatever is no JSON object. */
export const parseObject = (text: string): Readonly<Record<string, unknown>> | undefined =>
  // Text that begins with a brace and parses can only be an object.
  text.trimStart().startsWith("{")
    ? (parseJson(text) as Readonly<Record<string, unknown>> | undefined)
    : undefined;
