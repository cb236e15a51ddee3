// One line of a log group as filters see it: the object in it when it is JSON.

export type LogLine = {
  /** The JSON object the line consists of; undefined for anything else. Parsed once, when first asked for. */
  readonly object: () => object | undefined;
};

const parseObject = (text: string): object | undefined => {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    // Text that starts with a brace and parses is an object.
    return JSON.parse(text) as object;
  } catch {
    return undefined; // not JSON: an ordinary line of text, which is no fault
  }
};

export const toLogLine = (text: string): LogLine => {
  let parsed: { readonly value: object | undefined } | undefined;
  return {
    object: () => {
      parsed ??= { value: parseObject(text) };
      return parsed.value;
    },
  };
};
