// One condition of a policy statement: `{operator: {key: values}}`.
import { isArnPattern, matchesArn, matchesWildcard } from "./wildcard.ts";

/** Condition keys in lower case, because IAM does not tell upper from lower there. */
export type RequestContext = ReadonlyMap<string, string>;

type Test = (expected: string, actual: string) => boolean;

export type Condition = {
  /** In lower case. */
  readonly key: string;
  /** `actual` is undefined when the request does not carry the key. */
  readonly holds: (actual: string | undefined) => boolean;
};

type Operator = {
  readonly accepts: (value: string) => boolean;
  readonly holds: (values: readonly string[], actual: string | undefined) => boolean;
};

const anything = (): boolean => true;
const isTruthValue = (value: string): boolean => /^(true|false)$/i.test(value);

/** Any of the values fits; a key that the request does not carry fits none. */
const positive = (test: Test, accepts: Operator["accepts"] = anything): Operator => ({
  accepts,
  holds: (values, actual) => actual !== undefined && values.some((value) => test(value, actual)),
});

/** None of the values fits; a key that the request does not carry fits none. */
const negated = (test: Test, accepts: Operator["accepts"] = anything): Operator => ({
  accepts,
  holds: (values, actual) => actual === undefined || !values.some((value) => test(value, actual)),
});

const equals: Test = (expected, actual) => expected === actual;

const absence: Operator = {
  accepts: isTruthValue,
  holds: (values, actual) => values.some((value) => /^true$/i.test(value) === (actual === undefined)),
};

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators" */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["StringEquals", positive(equals)],
  ["StringNotEquals", negated(equals)],
  ["StringLike", positive(matchesWildcard)],
  ["ArnLike", positive(matchesArn, isArnPattern)],
  ["ArnNotLike", negated(matchesArn, isArnPattern)],
  ["Bool", positive((expected, actual) => expected.toLowerCase() === actual, isTruthValue)],
  ["Null", absence],
]);

const suffix = "IfExists";

/** With the suffix, a request that does not carry the key fits. */
const findOperator = (name: string): Operator | undefined => {
  if (!name.endsWith(suffix)) return OPERATORS.get(name);
  const known = OPERATORS.get(name.slice(0, -suffix.length));
  return known === undefined || known === absence
    ? undefined
    : { ...known, holds: (values, actual) => actual === undefined || known.holds(values, actual) };
};

/** Returns a sentence on what is wrong where the operator or a value of it is not known. */
export const toCondition = (operator: string, key: string, values: readonly string[]): Condition | string => {
  const known = findOperator(operator);
  if (known === undefined) return `condition operator ${operator} is not known to the local cloud`;
  const wrong = values.find((value) => !known.accepts(value));
  if (wrong !== undefined) return `${JSON.stringify(wrong)} is no value for ${operator}`;
  return { key: key.toLowerCase(), holds: (actual) => known.holds(values, actual) };
};

export const holds = ({ key, holds: test }: Condition, context: RequestContext): boolean =>
  test(context.get(key));
