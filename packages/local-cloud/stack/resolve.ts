// Replaces every reference in a value of the stack by what it refers to.
import { toAttributePath } from "./schema-problems.ts";
import { parseReference, type Step } from "./reference.ts";
import { StackError } from "./stack-error.ts";
import { parseTemplate } from "./template.ts";

/**
 * The value of a whole target (`aws_sqs_queue.work`); throws StackError when there is none.
 * `at` is who asks, for the error.
 */
export type Lookup = (target: string, at: string) => unknown;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const take = (value: unknown, step: Step): unknown => {
  if (Array.isArray(value)) return typeof step === "number" ? (value[step] as unknown) : undefined;
  if (!isRecord(value)) return undefined;
  // Terraform's JSON takes one object for a list of one block, so `[0]` of an object is the object.
  if (step === 0 && !Object.hasOwn(value, "0")) return value;
  return Object.hasOwn(value, step) ? value[step] : undefined;
};

const follow = (source: string, at: string, lookup: Lookup): unknown => {
  const { target, path } = parseReference(source, at);
  const whole = lookup(target, at);
  // A variable is a value by itself.
  if (path.length === 0 && !target.startsWith("var."))
    throw new StackError([`${at}: \${${source}} names no attribute of ${target}`]);
  return path.reduce<unknown>((value, step, index) => {
    const next = take(value, step);
    if (next === undefined)
      throw new StackError([
        `${at}: refers to ${target}, which has no attribute ${toAttributePath(path.slice(0, index + 1))}`,
      ]);
    return next;
  }, whole);
};

const toText = (value: unknown, source: string, at: string): string => {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  throw new StackError([
    `${at}: \${${source}} is no text, number or truth value, and cannot stand inside a longer text`,
  ]);
};

const resolveText = (text: string, at: string, lookup: Lookup): unknown => {
  const parts = parseTemplate(text, at);
  const [first] = parts;
  if (parts.length === 1 && first?.kind === "expression") return follow(first.source, at, lookup);
  return parts
    .map((part) =>
      part.kind === "text" ? part.text : toText(follow(part.source, at, lookup), part.source, at),
    )
    .join("");
};

const resolveKey = (key: string, at: string, lookup: Lookup): string =>
  toText(resolveText(key, at, lookup), key, at);

/**
 * Arrays and objects are walked; an object's keys are templates too, as in Terraform.
 *
 * @param at the address of what is being resolved: `aws_sqs_queue.work`
 * @throws StackError naming the address, the attribute and the reference that leads nowhere
 */
export const resolveValue = (
  value: unknown,
  at: string,
  lookup: Lookup,
  path: readonly Step[] = [],
): unknown => {
  const here = path.length === 0 ? at : `${at}: attribute ${toAttributePath(path)}`;
  if (typeof value === "string") return resolveText(value, here, lookup);
  if (Array.isArray(value))
    return value.map((item, index) => resolveValue(item, at, lookup, [...path, index]));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      resolveKey(key, here, lookup),
      resolveValue(item, at, lookup, [...path, key]),
    ]),
  );
};
