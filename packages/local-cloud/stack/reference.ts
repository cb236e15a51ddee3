// The one kind of expression the local cloud evaluates: a plain reference to something else in the stack.
import { StackError } from "./stack-error.ts";

export type Step = string | number;

export type Reference = {
  /** `aws_sqs_queue.work`, `data.aws_region.here` or `var.name`. */
  readonly target: string;
  /** From there on: `["redrive", 0, "arn"]`. */
  readonly path: readonly Step[];
};

const REFERENCE = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\.\d+|\[\d+\]|\["[^"\\$%]*"\])+$/;
const STEP = /\.?([A-Za-z_][\w-]*)|\.(\d+)|\[(\d+)\]|\["([^"]*)"\]/y;

/** Terraform's own names, which are no resource types: they need a plan, a module or a loop to mean anything. */
const RESERVED = new Set([
  "each",
  "count",
  "self",
  "path",
  "terraform",
  "module",
  "output",
  "ephemeral",
  "local",
]);

const toSteps = (source: string): readonly Step[] => {
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  for (let match = STEP.exec(source); match !== null; match = STEP.exec(source)) {
    const [, name, dotted, index, key] = match;
    steps.push(name ?? key ?? Number(dotted ?? index));
  }
  return steps;
};

/**
 * @param at where the expression stands, for errors
 * @throws StackError on a function call, an operator, a splat, a literal: on all that is no plain reference
 */
export const parseReference = (source: string, at: string): Reference => {
  const trimmed = source.trim();
  const steps = REFERENCE.test(trimmed) ? toSteps(trimmed) : [];
  const [root] = steps;
  const length = root === "data" ? 3 : 2;
  const target = steps.slice(0, length);
  if (target.length < length || target.some((step) => typeof step === "number") || RESERVED.has(String(root)))
    throw new StackError([
      `${at}: \${${source}} is not understood by the local cloud, which knows plain references only (aws_sqs_queue.name.arn, data.aws_region.name.region)`,
    ]);
  return { target: target.join("."), path: steps.slice(length) };
};
