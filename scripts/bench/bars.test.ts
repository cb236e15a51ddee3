import { expect } from "chai";
import { bars, judge, judgeAll, type Bar } from "./bars.ts";
import type { Sample } from "./sample.ts";

const aSample = (subject: string, figure: string, ...values: readonly number[]): Sample => ({
  task: "worker",
  subject,
  figure,
  values,
});

const aBar: Bar = {
  title: "cold start",
  task: "worker",
  figures: ["instructions", "processor time"],
  over: { subject: "product" },
  under: { subject: "peer" },
  bar: 0.6,
  is: "at most",
};

describe("a bar of the bench", () => {
  it("is met at its very ratio, and missed beyond it", () => {
    const at = (value: number) =>
      judge(aBar, [aSample("product", "instructions", value), aSample("peer", "instructions", 100)])?.isMet;
    expect([at(60), at(61)]).to.deep.equal([true, false]);
  });

  it("asks at least so much where more is better", () => {
    const samples = [aSample("product", "instructions", 2), aSample("peer", "instructions", 1)];
    expect(judge({ ...aBar, bar: 2, is: "at least" }, samples)?.isMet).to.equal(true);
    expect(judge({ ...aBar, bar: 2.1, is: "at least" }, samples)?.isMet).to.equal(false);
  });

  it("goes by the second figure where the first one could not be counted", () => {
    const samples = [aSample("product", "processor time", 10), aSample("peer", "processor time", 40)];
    const judged = judge(aBar, samples);
    expect(judged?.figure).to.equal("processor time");
    expect(judged?.ratio.median).to.equal(0.25);
  });

  it("is left out when one side was not measured", () => {
    expect(judge(aBar, [aSample("product", "instructions", 1)])).to.equal(undefined);
    expect(judgeAll([])).to.deep.equal([]);
  });

  it("holds a count against itself where it has no peer", () => {
    const { under: _none, ...alone } = aBar;
    const count = { ...alone, figures: ["reads"], bar: 0 };
    expect(judge(count, [aSample("product", "reads", 0)])?.isMet).to.equal(true);
    expect(judge(count, [aSample("product", "reads", 2)])?.isMet).to.equal(false);
  });

  it("is one of a kind", () => {
    const keys = bars.map(({ title, task, over, under, figures }) =>
      JSON.stringify([title, task, over, under, figures]),
    );
    expect(new Set(keys).size).to.equal(keys.length);
  });
});
