import { expect } from "chai";
import { toBarChart } from "./bar-chart.ts";
import { toFanChart, toLineChart, type LineChart } from "./line-chart.ts";

const heading = { title: "Waits <behind> a flood", subtitle: "2026-11-28 · 2 cores" };
const waits: LineChart = {
  ...heading,
  x: { name: "posts a second" },
  y: { name: "wait, ms", isLogarithmic: true },
  lines: [
    {
      name: "p50",
      points: [
        [25, 12],
        [50, 14],
        [100, 0],
      ],
    },
    {
      name: "p99",
      points: [
        [25, 40],
        [50, 90],
        [100, 4000],
      ],
    },
  ],
  marks: [{ x: 50, name: "saturated" }],
};
const costs = {
  ...heading,
  values: { name: "US dollars" },
  groups: ["10/s", "1,000/s"],
  series: [
    { name: "S3", values: [5, 5] },
    { name: "SQS", values: [1.5, undefined] },
  ],
  reference: { value: 3, name: "at most" },
};

/** What a reader sees as text. */
const textsOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => text);

describe("a chart", () => {
  for (const [name, draw] of [
    ["lines", () => toLineChart(waits)],
    ["percentiles", () => toFanChart(waits)],
    ["bars", () => toBarChart(costs)],
    ["bars that lie", () => toBarChart({ ...costs, layout: "horizontal" })],
    ["bars in one", () => toBarChart({ ...costs, layout: "stacked" })],
  ] as const)
    it(`of ${name} is the same bytes for the same data, whatever was drawn before`, () => {
      const first = draw();
      toBarChart(costs);
      expect(draw()).to.equal(first);
    });

  it("says what it shows: title, subtitle, axes with units, every series and mark", () => {
    expect(textsOf(toLineChart(waits))).to.include.members([
      "Waits &lt;behind&gt; a flood",
      "2026-11-28 · 2 cores",
      "posts a second",
      "wait, ms",
      "p50",
      "p99",
      "saturated",
    ]);
  });

  it("writes the value of each bar beside it, and the reference", () => {
    expect(textsOf(toBarChart(costs))).to.include.members(["5", "1.5", "at most", "1,000/s"]);
  });

  it("writes all values behind a stacked bar of which one has no room for its own", () => {
    const series = [
      { name: "init", values: [63, 14, 184] },
      { name: "first invocation", values: [17, 24, 385] },
      { name: "lost", values: [0, undefined, 0] },
    ];
    const groups = ["product", "floor", "SDK"];
    const texts = textsOf(
      toBarChart({ ...heading, values: { name: "ms" }, groups, series, layout: "stacked" }),
    );
    expect(texts).to.include.members(["63 + 17", "14 + 24", "184", "385"]);
    for (const text of ["63", "17", "14", "24"]) expect(texts).not.to.include(text);
  });

  it("has room for a reference that no bar reaches", () => {
    const reference = { value: 40, name: "at most" };
    expect(textsOf(toBarChart({ ...costs, reference }))).to.include("40");
    expect(textsOf(toBarChart(costs))).not.to.include("40");
  });

  it("draws nothing for a value that a logarithmic axis cannot have", () => {
    const without = {
      ...waits,
      lines: waits.lines.map((line) => ({ ...line, points: line.points.slice(0, 2) })),
    };
    const [one] = waits.lines;
    expect(toLineChart({ ...waits, lines: one === undefined ? [] : [one] })).to.equal(
      toLineChart({ ...without, lines: without.lines.slice(0, 1) }),
    );
    expect(toLineChart(waits)).not.to.match(/NaN|Infinity/);
  });

  it("has a background of its own, and a title for those who cannot see it", () => {
    const svg = toFanChart(waits);
    expect(svg).to.match(/^<svg [^>]*width="800"[^>]*>\n<title>Waits &lt;behind&gt; a flood\. 2026-11-28/);
    expect(svg).to.match(/<rect [^>]*fill="#ffffff"/);
  });
});
