// One condition of a policy statement: `{operator: {key: values}}`.
import { isArnPattern, matchesArn, matchesWildcard } from "./wildcard.ts";

/** Condition keys in lower case, because IAM does not tell upper from lower there. */
export type RequestContext = ReadonlyMap<string, string>;

type Test = (expected: string, actual: string) => boolean;

export type Condition = {
  /** In lower case. */
  readonly key: string;
  readonly values: readonly string[];
  /** Any of the values (`StringEquals`), or none of them (`StringNotEquals`). */
  readonly negated: boolean;
  readonly test: Test;
  /** What the condition says when the request does not carry the key. */
  readonly whenAbsent: boolean;
  /** `Null` asks for the key's absence itself. */
  readonly asksForAbsence: boolean;
};

const sameText: Test = (expected, actual) => expected === actual;
const sameTextAnyCase: Test = (expected, actual) => expected.toLowerCase() === actual.toLowerCase();

type Operator = {
  readonly test: Test;
  readonly negated?: true;
  readonly accepts: (value: string) => boolean;
};

const anything = (): boolean => true;
const isTruthValue = (value: string): boolean => /^(true|false)$/i.test(value);

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators" */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["StringEquals", { test: sameText, accepts: anything }],
  ["StringNotEquals", { test: sameText, negated: true, accepts: anything }],
  ["StringLike", { test: matchesWildcard, accepts: anything }],
  ["StringNotLike", { test: matchesWildcard, negated: true, accepts: anything }],
  // ArnEquals and ArnLike behave alike: both take wildcards.
  ["ArnEquals", { test: matchesArn, accepts: isArnPattern }],
  ["ArnLike", { test: matchesArn, accepts: isArnPattern }],
  ["ArnNotEquals", { test: matchesArn, negated: true, accepts: isArnPattern }],
  ["ArnNotLike", { test: matchesArn, negated: true, accepts: isArnPattern }],
  ["Bool", { test: sameTextAnyCase, accepts: isTruthValue }],
  ["Null", { test: sameTextAnyCase, accepts: isTruthValue }],
]);

const OPERATOR = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/;

/** Returns a sentence on what is wrong where the operator or a value of it is not known. */
export const toCondition = (operator: string, key: string, values: readonly string[]): Condition | string => {
  const [, quantifier, name = "", ifExists] = OPERATOR.exec(operator) ?? [];
  const known = OPERATORS.get(name);
  if (known === undefined || (name === "Null" && ifExists !== undefined))
    return `condition operator ${operator} is not known to the local cloud`;
  const wrong = values.find((value) => !known.accepts(value));
  if (wrong !== undefined) return `${JSON.stringify(wrong)} is no value for ${operator}`;
  const negated = known.negated ?? false;
  return {
    key: key.toLowerCase(),
    values,
    negated,
    test: known.test,
    // A key that is absent fits no value: so a negated operator holds. ForAllValues holds over an empty set,
    // ForAnyValue never does. Source: IAM User Guide, "Conditions with multiple context keys or values"
    whenAbsent:
      ifExists !== undefined || quantifier === "ForAllValues" || (negated && quantifier === undefined),
    asksForAbsence: name === "Null",
  };
};

/** Every key of a request has one value here, so that `ForAnyValue` and `ForAllValues` differ in absence only. */
export const holds = (condition: Condition, context: RequestContext): boolean => {
  const actual = context.get(condition.key);
  if (condition.asksForAbsence)
    return condition.values.some((value) => condition.test(value, String(actual === undefined)));
  if (actual === undefined) return condition.whenAbsent;
  return condition.values.some((value) => condition.test(value, actual)) !== condition.negated;
};
