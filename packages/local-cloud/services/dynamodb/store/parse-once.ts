// Has dynalite parse each condition once. Its parser backtracks: parsing anew took a third of what the local cloud
// spends on a message, more than everything else that DynamoDB does.
import type { Context, Parse, Parsed, Values } from "dynalite/db/conditionParser.js";

type Known = {
  readonly parsed: Parsed;
  /** The objects that stand in `parsed`. */
  readonly values: Values;
  readonly usedNames: readonly string[];
  readonly usedValues: readonly string[];
};

/** More than any stack has; what is over it is parsed each time. */
const MAX_KNOWN = 500;
/** With these the parser reads values, beyond their types. */
const readsValues = /\b(?:between|attribute_type)\b/i;

const toKey = (expression: string, { attrNames, attrVals, isKeyCondition }: Context): string =>
  JSON.stringify([
    expression,
    isKeyCondition,
    attrNames,
    Object.entries(attrVals ?? {}).map(([name, value]) => [name, ...Object.keys(value)]),
  ]);

/** The parser puts the objects that it was given into its result: another request's take their places. */
const withValues = ({ parsed, values }: Known, others: Values): Parsed => {
  const names = new Map<unknown, string>(Object.entries(values).map(([name, value]) => [value, name]));
  const copy = (part: unknown): unknown => {
    const name = names.get(part);
    if (name !== undefined) return others[name];
    if (Array.isArray(part)) return part.map(copy);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, copy(value)]));
  };
  return { ...parsed, expression: copy(parsed.expression) };
};

/** Parses with all names and values unused, to see which of them the expression uses. */
const learn = (parse: Parse, expression: string, context: Context): Known | string => {
  const { attrNames = {}, attrVals = {} } = context;
  const unusedAttrNames = Object.fromEntries(Object.keys(attrNames).map((name) => [name, true]));
  const unusedAttrVals = Object.fromEntries(Object.keys(attrVals).map((name) => [name, true]));
  const parsed = parse(expression, { context: { ...context, unusedAttrNames, unusedAttrVals } });
  if (typeof parsed === "string") return parsed;
  return {
    parsed,
    values: attrVals,
    usedNames: Object.keys(attrNames).filter((name) => !(name in unusedAttrNames)),
    usedValues: Object.keys(attrVals).filter((name) => !(name in unusedAttrVals)),
  };
};

/** Wraps the parser that dynalite uses; call once. */
export const makeParseOnce = (parse: Parse): Parse => {
  const known = new Map<string, Known>();
  return (expression, { context }) => {
    const key = toKey(expression, context);
    const found = known.get(key) ?? learn(parse, expression, context);
    if (typeof found === "string") return found;
    if (known.size < MAX_KNOWN && !readsValues.test(expression)) known.set(key, found);
    for (const name of found.usedNames) delete context.unusedAttrNames[name];
    for (const name of found.usedValues) delete context.unusedAttrVals[name];
    return withValues(found, context.attrVals ?? {});
  };
};
