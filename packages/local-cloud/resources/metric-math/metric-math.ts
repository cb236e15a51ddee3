// CloudWatch's metric math, as far as alarms here need it: arithmetic, a comparison, IF, DIFF and FILL.
//
//   comparison = sum (( ">" | ">=" | "<" | "<=" | "==" | "!=" ) sum)?
//   sum        = product (( "+" | "-" ) product)*
//   product    = atom (( "*" | "/" ) atom)*
//   atom       = number | id | function "(" comparison ("," comparison)* ")" | "(" comparison ")"
//
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
import { type Tokens, tokensOf } from "./tokens.ts";

/** Its datapoint so many periods ago; undefined where there is none. */
export type Series = (periodsAgo: number) => number | undefined;

/** What an expression makes of the series that its ids name. */
export type MetricMath = {
  readonly ids: readonly string[];
  readonly apply: (seriesOf: (id: string) => Series) => Series;
};

type Apply = MetricMath["apply"];
type Operate = (left: number, right: number) => number;

const comparisons: ReadonlyMap<string, Operate> = new Map([
  [">", (left, right) => Number(left > right)],
  [">=", (left, right) => Number(left >= right)],
  ["<", (left, right) => Number(left < right)],
  ["<=", (left, right) => Number(left <= right)],
  ["==", (left, right) => Number(left === right)],
  ["!=", (left, right) => Number(left !== right)],
]);
const sums: ReadonlyMap<string, Operate> = new Map([
  ["+", (left, right) => left + right],
  ["-", (left, right) => left - right],
]);
const products: ReadonlyMap<string, Operate> = new Map([
  ["*", (left, right) => left * right],
  ["/", (left, right) => left / right],
]);

/** There is a datapoint where both have one, and none where a division has no answer. */
const combine =
  (operate: Operate, left: Apply, right: Apply): Apply =>
  (seriesOf) => {
    const [one, other] = [left(seriesOf), right(seriesOf)];
    return (ago) => {
      const [a, b] = [one(ago), other(ago)];
      const value = a === undefined || b === undefined ? NaN : operate(a, b);
      return Number.isFinite(value) ? value : undefined;
    };
  };

type Made = { readonly arity: number; readonly make: (args: readonly Series[]) => Series };

const nothing: Series = () => undefined;

const functions: ReadonlyMap<string, Made> = new Map<string, Made>([
  [
    "IF",
    {
      arity: 3,
      make:
        ([condition = nothing, yes = nothing, no = nothing]) =>
        (ago) => {
          const isMet = condition(ago);
          return isMet === undefined ? undefined : (isMet === 0 ? no : yes)(ago);
        },
    },
  ],
  [
    "DIFF",
    {
      arity: 1,
      make:
        ([series = nothing]) =>
        (ago) => {
          const [value, before] = [series(ago), series(ago + 1)];
          return value === undefined || before === undefined ? undefined : value - before;
        },
    },
  ],
  [
    "FILL",
    {
      arity: 2,
      make:
        ([series = nothing, filling = nothing]) =>
        (ago) =>
          series(ago) ?? filling(ago),
    },
  ],
]);

const parseArguments = (tokens: Tokens, ids: Set<string>): readonly Apply[] => {
  const parsed = [parseComparison(tokens, ids)];
  while (tokens.takeIf(",")) parsed.push(parseComparison(tokens, ids));
  tokens.expect(")");
  return parsed;
};

const parseAtom = (tokens: Tokens, ids: Set<string>): Apply => {
  const text = tokens.take();
  if (text === "(") {
    const inner = parseComparison(tokens, ids);
    tokens.expect(")");
    return inner;
  }
  if (/^\d/.test(text)) return () => () => Number(text);
  if (/^[a-z]\w*$/.test(text)) {
    ids.add(text);
    return (seriesOf) => seriesOf(text);
  }
  const called = functions.get(text);
  if (called === undefined)
    throw new Error(
      `${text} is not supported by the local cloud, which knows ${[...functions.keys()].join(", ")}`,
    );
  tokens.expect("(");
  const given = parseArguments(tokens, ids);
  if (given.length !== called.arity)
    throw new Error(`${text} takes ${called.arity} arguments, not ${given.length}`);
  return (seriesOf) => called.make(given.map((apply) => apply(seriesOf)));
};

type Parse = (tokens: Tokens, ids: Set<string>) => Apply;

const leftToRight =
  (operators: ReadonlyMap<string, Operate>, parse: Parse): Parse =>
  (tokens, ids) => {
    let left = parse(tokens, ids);
    for (;;) {
      const operate = operators.get(tokens.peek());
      if (operate === undefined) return left;
      tokens.take();
      left = combine(operate, left, parse(tokens, ids));
    }
  };

const parseSum = leftToRight(sums, leftToRight(products, parseAtom));

const parseComparison: Parse = (tokens, ids) => {
  const left = parseSum(tokens, ids);
  const operate = comparisons.get(tokens.peek());
  if (operate === undefined) return left;
  tokens.take();
  return combine(operate, left, parseSum(tokens, ids));
};

/** Throws on an expression outside the grammar above. */
export const parseMetricMath = (expression: string): MetricMath => {
  const tokens = tokensOf(expression);
  const ids = new Set<string>();
  const apply = parseComparison(tokens, ids);
  tokens.expect("the end");
  return { ids: [...ids], apply };
};
