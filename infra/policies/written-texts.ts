// Every text that a stack writes, with the argument that it is for.
import { typedBlocks } from "./provider-arguments.ts";
import type { StackJson } from "./synth.ts";

export type WrittenText = {
  /** `aws_dynamodb_table: attribute.type`: blocks in blocks, and a map's keys, have dots. */
  readonly argument: string;
  readonly text: string;
};

/** Terraform's own. */
const metaArguments = new Set(["//", "depends_on", "lifecycle", "provider"]);

const textsIn = (value: unknown, argument: string): readonly WrittenText[] => {
  // A reference is known when it is applied.
  if (typeof value === "string") return value.includes("${") ? [] : [{ argument, text: value }];
  if (Array.isArray(value)) return value.flatMap((each: unknown) => textsIn(each, argument));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value)
    .filter(([key]) => !metaArguments.has(key))
    .flatMap(([key, inner]) =>
      textsIn(inner, argument.endsWith(": ") ? `${argument}${key}` : `${argument}.${key}`),
    );
};

export const writtenTexts = (stack: StackJson): readonly WrittenText[] =>
  typedBlocks(stack).flatMap(({ type, body }) => textsIn(body, `${type}: `));
