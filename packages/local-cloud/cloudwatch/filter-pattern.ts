// The filter pattern language of CloudWatch Logs, as far as it is understood here.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
import { parseJsonPattern } from "./json-pattern.ts";
import type { LogLine } from "./log-line.ts";
import { parseTermPattern } from "./term-pattern.ts";

export type FilterPattern = {
  /** A `json` pattern matches only lines that are JSON objects, and only beside it a value may be `$.field`. */
  readonly kind: "json" | "terms";
  readonly matches: (line: LogLine) => boolean;
};

const parse = (pattern: string): FilterPattern => {
  const start = pattern.trimStart()[0];
  if (start === "[") throw new Error("patterns for space-delimited lines are not understood here");
  if (start === "%") throw new Error("regular expressions are not understood here");
  if (start === "{") {
    const matches = parseJsonPattern(pattern);
    return {
      kind: "json",
      matches: (line) => {
        const object = line.object();
        return object !== undefined && matches(object);
      },
    };
  }
  const matches = parseTermPattern(pattern);
  return { kind: "terms", matches: (line) => matches(line.text) };
};

/** An empty pattern matches every line. Throws one sentence on a pattern that is not understood. */
export const parseFilterPattern = (pattern: string): FilterPattern => {
  try {
    return parse(pattern);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`filter pattern ${pattern}: ${reason}`, { cause: error });
  }
};
