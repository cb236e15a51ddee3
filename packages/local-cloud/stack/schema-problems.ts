// Says in a line each what a schema found wrong, with the address and the attribute it is about.
import type { z } from "zod";
import { StackError } from "./stack-error.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** `statement[0].condition` */
export const toAttributePath = (path: Path): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? String(step) : `${text}.${String(step)}`;
  }, "");

const toProblems = (at: string, issue: Issue, within: Path): readonly string[] => {
  const path = [...within, ...issue.path];
  if (issue.code === "unrecognized_keys")
    return issue.keys.map(
      (key) => `${at}: attribute ${toAttributePath([...path, key])} is not known to the local cloud`,
    );
  // A union says only that no branch fits; what each branch missed is the useful part.
  if (issue.code === "invalid_union" && issue.errors.length > 0)
    return issue.errors.flatMap((branch) => branch.flatMap((inner) => toProblems(at, inner, path)));
  return [
    path.length === 0
      ? `${at}: ${issue.message}`
      : `${at}: attribute ${toAttributePath(path)}: ${issue.message}`,
  ];
};

/**
 * @param at what is being decoded: `aws_sqs_queue.work`
 * @throws StackError when the value does not fit the schema
 */
export const decode = <T>(schema: z.ZodType<T>, value: unknown, at: string): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new StackError([...new Set(result.error.issues.flatMap((issue) => toProblems(at, issue, [])))]);
};
