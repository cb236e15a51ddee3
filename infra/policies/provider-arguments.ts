// What the stacks write, argument by argument, to be compared with what a version of the provider takes.
import { join } from "node:path";
import type { Arguments } from "./binding-arguments.ts";
import type { Block, StackJson } from "./synth.ts";

/** Written by `pnpm provider-arguments`. */
export const argumentsFile = join(import.meta.dirname, "provider-arguments.json");

/** Terraform's own, which every block takes; `//` is a comment. */
const metaArguments = new Set(["//", "depends_on", "lifecycle", "provider", "count", "for_each"]);

type Typed = { readonly type: string; readonly body: Block };

export const typedBlocks = (stack: StackJson): readonly Typed[] => [
  ...Object.entries(stack.resource).flatMap(([type, named]) =>
    Object.values(named).map((body) => ({ type, body })),
  ),
  ...Object.entries(stack.data).flatMap(([type, named]) =>
    Object.values(named).map((body) => ({ type: `data.${type}`, body })),
  ),
  ...(stack.provider["aws"] ?? []).map((body) => ({ type: "provider", body })),
];

/** `aws_sqs_queue`, `data.aws_region`, `provider`. */
export const providerTypes = (stack: StackJson): readonly string[] =>
  typedBlocks(stack).map(({ type }) => type);

const isBlock = (value: unknown): value is Block =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A map's keys are no arguments: what is below a leaf of `taken` is a value. */
const argumentsOf = (block: Block, taken: ReadonlySet<string>, under = ""): readonly string[] =>
  Object.entries(block).flatMap(([key, value]) => {
    const name = `${under}${key}`;
    const hasBlocks = [...taken].some((argument) => argument.startsWith(`${name}.`));
    const inner = hasBlocks ? [value].flat().filter(isBlock) : [];
    return [name, ...inner.flatMap((each) => argumentsOf(each, taken, `${name}.`))];
  });

type Taken = (type: string) => Arguments;

/** `aws_sqs_queue: name`; maps and blocks are told apart by what the provider takes. */
export const writtenArguments = (stack: StackJson, taken: Taken): readonly string[] =>
  typedBlocks(stack).flatMap(({ type, body }) =>
    argumentsOf(body, new Set(taken(type)))
      .filter((argument) => !metaArguments.has(argument))
      .map((argument) => `${type}: ${argument}`),
  );

/** What a stack writes and the provider does not take. */
export const unknownArguments = (stack: StackJson, taken: Taken): readonly string[] =>
  writtenArguments(stack, taken).filter((written) => {
    const [type = "", argument = ""] = written.split(": ");
    return !taken(type).includes(argument);
  });
