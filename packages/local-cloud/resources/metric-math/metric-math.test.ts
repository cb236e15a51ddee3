import { expect } from "chai";
import { parseMetricMath } from "./metric-math.ts";

type Points = readonly (number | undefined)[];

/** Newest first: the expression's datapoints, as many as the longest series has. */
const evaluate = (expression: string, series: Readonly<Record<string, Points>>): Points => {
  const length = Math.max(1, ...Object.values(series).map((points) => points.length));
  const result = parseMetricMath(expression).apply((id) => (ago) => series[id]?.[ago]);
  return Array.from({ length }, (_, ago) => result(ago));
};

describe("parseMetricMath", () => {
  const one: readonly (readonly [string, Readonly<Record<string, number>>, number])[] = [
    ["faults / requests", { faults: 1, requests: 4 }, 0.25],
    ["1 + 2 * 3 - 4 / 2", {}, 5],
    ["(1 + 2) * m1", { m1: 3 }, 9],
    ["8 - 4 - 2", {}, 2],
    ["m1 >= 20", { m1: 20 }, 1],
    ["m1 > 20", { m1: 20 }, 0],
    ["m1 != 2.5", { m1: 2.5 }, 0],
    ["m1 == 2.5", { m1: 2.5 }, 1],
    ["m1<=1", { m1: 2 }, 0],
    ["m1 < 3", { m1: 2 }, 1],
    ["IF(refused >= 20, refused / requests, 0)", { refused: 20, requests: 25 }, 0.8],
    ["IF(refused >= 20, refused / requests, 0)", { refused: 19, requests: 19 }, 0],
  ];
  for (const [expression, values, expected] of one)
    it(`makes ${expected} of ${expression} with ${JSON.stringify(values)}`, () => {
      const series = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, [value]]));
      expect(evaluate(expression, series)).to.deep.equal([expected]);
    });

  it("has no datapoint where a metric has none or is divided by zero", () => {
    expect(evaluate("a / b", { a: [1, 1, undefined], b: [0, 2, 2] })).to.deep.equal([
      undefined,
      0.5,
      undefined,
    ]);
    expect(evaluate("IF(a > 0, 1, 0)", { a: [undefined] })).to.deep.equal([undefined]);
  });

  it("takes the difference to the period before, and fills in what is missing", () => {
    expect(evaluate("DIFF(a)", { a: [5, 3, undefined, 1] })).to.deep.equal([
      2,
      undefined,
      undefined,
      undefined,
    ]);
    expect(evaluate("DIFF(a + FILL(b, 0))", { a: [2, 1], b: [undefined, 4] })).to.deep.equal([-3, undefined]);
  });

  it("names the ids that it needs, each once", () => {
    expect(parseMetricMath("IF(a > DIFF(a), DIFF(a + b), 0)").ids).to.deep.equal(["a", "b"]);
  });

  for (const [expression, reason] of [
    ["", "the end is not supported"],
    ["a +", "the end is not supported"],
    ["(a", "expected ), found the end"],
    ["a b", "expected the end, found b"],
    ["a > b > c", "expected the end, found >"],
    ["IF(a, 1)", "IF takes 3 arguments, not 2"],
    ["RATE(a)", "RATE is not supported by the local cloud, which knows IF, DIFF, FILL"],
    ["a ^ 2", 'not understood from " ^ 2"'],
  ] as const)
    it(`refuses ${JSON.stringify(expression)}`, () => {
      expect(() => parseMetricMath(expression)).to.throw(reason);
    });
});
