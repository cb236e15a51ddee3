// One condition of a policy statement: `{operator: {key: values}}`.
import { isArnPattern, matchesArn, matchesWildcard } from "./wildcard.ts";

/** Condition keys in lower case, because IAM does not tell upper from lower there. */
export type RequestContext = ReadonlyMap<string, string>;

type Test = (expected: string, actual: string) => boolean;

export type Condition = {
  /** In lower case. */
  readonly key: string;
  /** Any of them fits. */
  readonly values: readonly string[];
  readonly test: Test;
};

type Operator = { readonly test: Test; readonly accepts: (value: string) => boolean };

const anything = (): boolean => true;
const isTruthValue = (value: string): boolean => /^(true|false)$/i.test(value);

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators" */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["StringEquals", { test: (expected, actual) => expected === actual, accepts: anything }],
  ["StringLike", { test: matchesWildcard, accepts: anything }],
  ["ArnLike", { test: matchesArn, accepts: isArnPattern }],
  ["Bool", { test: (expected, actual) => expected.toLowerCase() === actual, accepts: isTruthValue }],
]);

/** Returns a sentence on what is wrong where the operator or a value of it is not known. */
export const toCondition = (operator: string, key: string, values: readonly string[]): Condition | string => {
  const known = OPERATORS.get(operator);
  if (known === undefined) return `condition operator ${operator} is not known to the local cloud`;
  const wrong = values.find((value) => !known.accepts(value));
  if (wrong !== undefined) return `${JSON.stringify(wrong)} is no value for ${operator}`;
  return { key: key.toLowerCase(), values, test: known.test };
};

/** A key that the request does not carry fits no value. */
export const holds = ({ key, values, test }: Condition, context: RequestContext): boolean => {
  const actual = context.get(key);
  return actual !== undefined && values.some((value) => test(value, actual));
};
