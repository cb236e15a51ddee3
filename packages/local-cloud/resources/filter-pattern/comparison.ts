// How a JSON filter pattern compares one property: the table of operators.
//
// Semantics follow "Filter pattern syntax" of the CloudWatch Logs user guide. What it leaves open was read off
// published runs of TestMetricFilter: an unquoted number compares as a number with a number; everything else
// compares as text; a property that is missing, null, a boolean, an object or an array satisfies neither = nor !=.

type Operand = { readonly text: string; readonly quoted: boolean };
export type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=";
export type Test = (value: unknown) => boolean;

const numeric = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const bareText = /^[A-Za-z0-9_.*]+$/;

const toNumber = ({ text, quoted }: Operand): number | undefined =>
  !quoted && numeric.test(text) ? Number(text) : undefined;

/** `*` at either end stands for any text. */
const toTextTest = (text: string): ((value: string) => boolean) => {
  const open = text.startsWith("*");
  const ajar = text.length > 1 && text.endsWith("*");
  const core = text.slice(open ? 1 : 0, ajar ? -1 : undefined);
  if (core.includes("*")) {
    throw new Error(`"${text}" has a * in the middle; it is understood at either end only`);
  }
  if (open && ajar) return (value) => value.includes(core);
  if (open) return (value) => value.endsWith(core);
  return ajar ? (value) => value.startsWith(core) : (value) => value === core;
};

const checkBare = ({ text, quoted }: Operand): void => {
  if (quoted || numeric.test(text)) return;
  if (!bareText.test(text)) throw new Error(`"${text}" must stand in double quotation marks`);
  if (/^(?:true|false|null)$/i.test(text)) {
    throw new Error(`to compare with ${text}, write IS ${text.toUpperCase()}, or quote it for the text`);
  }
};

const toEquality = (operand: Operand): ((value: string | number) => boolean) => {
  checkBare(operand);
  const number = toNumber(operand);
  const matches = toTextTest(operand.text);
  return (value) =>
    typeof value === "number" && number !== undefined ? value === number : matches(String(value));
};

const comparisons: Readonly<Record<"<" | "<=" | ">" | ">=", (left: number, right: number) => boolean>> = {
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};

const isComparable = (value: unknown): value is string | number =>
  typeof value === "string" || typeof value === "number";

/** Throws on an operand that CloudWatch would refuse, or that is not understood here. */
export const toComparison = (operator: Operator, operand: Operand): Test => {
  if (operator === "=" || operator === "!=") {
    const equals = toEquality(operand);
    return (value) => isComparable(value) && equals(value) === (operator === "=");
  }
  const number = toNumber(operand);
  if (number === undefined) throw new Error(`${operator} needs an unquoted number, not "${operand.text}"`);
  return (value) => typeof value === "number" && comparisons[operator](value, number);
};
