// The filter pattern language of CloudWatch Logs, as far as it is understood here: patterns for lines of JSON, and terms.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
import { parseObject } from "../../core/json.ts";
import { parseJsonPattern } from "./json-pattern.ts";
import { parseTerms } from "./terms.ts";

export type LogLine = {
  readonly text: string;
  /** The JSON object the line consists of; undefined for anything else. Parsed once, when first asked for. */
  readonly object: () => object | undefined;
};

export const toLogLine = (text: string): LogLine => {
  let parsed: { readonly value: object | undefined } | undefined;
  return {
    text,
    object: () => {
      parsed ??= { value: parseObject(text) };
      return parsed.value;
    },
  };
};

type FilterPattern = (line: LogLine) => boolean;

const parse = (pattern: string): FilterPattern => {
  if (!pattern.trimStart().startsWith("{")) {
    const contains = parseTerms(pattern);
    return ({ text }) => contains(text);
  }
  const matches = parseJsonPattern(pattern);
  // Holds for lines that are JSON objects only.
  return (line) => {
    const object = line.object();
    return object !== undefined && matches(object);
  };
};

/** Throws one sentence on a pattern that is not understood. */
export const parseFilterPattern = (pattern: string): FilterPattern => {
  try {
    return parse(pattern);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`filter pattern ${pattern}: ${reason}`, { cause: error });
  }
};
