// The value of a variable: its default, since nobody is there to be asked.
import { StackError } from "./stack-error.ts";
import type { Variable } from "./stack-file.ts";

const PRIMITIVES = new Set(["string", "number", "bool"]);

const typeNameOf = (value: unknown): string => (typeof value === "boolean" ? "bool" : typeof value);

/**
 * A default is taken literally: Terraform allows no reference in it.
 *
 * @throws StackError without a default, and for one that Terraform would have to convert
 */
export const variableDefault = (name: string, variable: Variable): unknown => {
  const at = `var.${name}`;
  if (!Object.hasOwn(variable, "default") || variable.default === undefined)
    throw new StackError([`${at}: a variable needs a default, the local cloud has no other value for it`]);
  const { type, default: value } = variable;
  if (type !== undefined && PRIMITIVES.has(type) && value !== null && typeNameOf(value) !== type)
    throw new StackError([`${at}: the default is a ${typeNameOf(value)}, but the type says ${type}`]);
  return value;
};
