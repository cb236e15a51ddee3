// DynamoDB's condition expressions, as far as records are written under them: comparisons, attribute_(not_)exists, AND, OR, NOT.
import type { AttributeValue, PutItemCommandInput } from "@aws-sdk/client-dynamodb";

export type StoredItem = Readonly<Record<string, AttributeValue>>;
type Facts = {
  readonly item: StoredItem;
  readonly names: Readonly<Record<string, string>>;
  readonly values: StoredItem;
};
type Test = (facts: Facts) => boolean;
type Operand = (facts: Facts) => AttributeValue | undefined;

const TOKEN = /\s*(\(|\)|<>|=|[#:]?\w+)/y;

const toTokens = (expression: string): string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.trimEnd().length) {
    const token = TOKEN.exec(expression)?.[1];
    if (token === undefined) throw new Error(`a condition that the simulation cannot read: ${expression}`);
    tokens.push(token);
  }
  return tokens;
};

const toOperand = (token: string): Operand => {
  if (token.startsWith(":")) return ({ values }) => values[token];
  return ({ item, names }) => item[token.startsWith("#") ? (names[token] ?? "") : token];
};

const areEqual = (one: AttributeValue | undefined, other: AttributeValue | undefined): boolean =>
  one !== undefined && other !== undefined && JSON.stringify(one) === JSON.stringify(other);

const parse = (expression: string): Test => {
  const tokens = toTokens(expression);
  const take = (): string => {
    const token = tokens.shift();
    if (token === undefined) throw new Error(`a condition that ends too soon: ${expression}`);
    return token;
  };
  const takeIf = (wanted: string): boolean => {
    if (tokens[0]?.toUpperCase() !== wanted) return false;
    tokens.shift();
    return true;
  };
  const existence = (isWanted: boolean): Test => {
    take();
    const operand = toOperand(take());
    take();
    return (facts) => (operand(facts) !== undefined) === isWanted;
  };
  const single = (): Test => {
    if (takeIf("NOT")) {
      const test = single();
      return (facts) => !test(facts);
    }
    if (takeIf("(")) {
      const test = either();
      take();
      return test;
    }
    if (takeIf("ATTRIBUTE_EXISTS")) return existence(true);
    if (takeIf("ATTRIBUTE_NOT_EXISTS")) return existence(false);
    const left = toOperand(take());
    const isEquality = take() === "=";
    const right = toOperand(take());
    return (facts) => areEqual(left(facts), right(facts)) === isEquality;
  };
  const both = (): Test => {
    const test = single();
    if (!takeIf("AND")) return test;
    const rest = both();
    return (facts) => test(facts) && rest(facts);
  };
  const either = (): Test => {
    const test = both();
    if (!takeIf("OR")) return test;
    const rest = either();
    return (facts) => test(facts) || rest(facts);
  };
  return either();
};

const parsed = new Map<string, Test>();

/** Throws on a form that no record is written under. An item that is not there has no attributes. */
export const holds = (
  item: StoredItem | undefined,
  input: Pick<
    PutItemCommandInput,
    "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
  >,
): boolean => {
  const { ConditionExpression: expression, ExpressionAttributeNames, ExpressionAttributeValues } = input;
  if (expression === undefined) return true;
  const test = parsed.get(expression) ?? parse(expression);
  parsed.set(expression, test);
  return test({
    item: item ?? {},
    names: ExpressionAttributeNames ?? {},
    values: ExpressionAttributeValues ?? {},
  });
};
