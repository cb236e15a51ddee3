import { expect } from "chai";
import { toFigure, toReport } from "./report.ts";
import type { Run } from "./run.ts";

const aRun: Run = {
  commit: "0123abc",
  machine: { processor: "a processor", cores: 2, memoryGb: 8, platform: "linux x64", node: "v24.21.0" },
  rounds: 3,
  measured: [
    {
      measure: "size",
      date: "2026-11-28T12:00:00.000Z",
      seconds: 1,
      load: [0.5, 1.5],
      samples: [
        { task: "worker", subject: "product", figure: "zip, KiB", values: [55.6] },
        { task: "worker", subject: "plain SDK", figure: "zip, KiB", values: [139.9] },
      ],
    },
    {
      measure: "warm",
      date: "2026-11-28T12:00:01.000Z",
      seconds: 1,
      load: [2.5, 1],
      samples: [
        { task: "worker", subject: "product", figure: "processor time, µs", values: [300, 310, 400] },
        {
          task: "worker",
          subject: "raw SigV4 (floor)",
          figure: "processor time, µs",
          values: [100, 100, 100],
        },
      ],
    },
  ],
};

describe("the bench's report", () => {
  it("says where and beside which load it was measured, each task in a table, and all bars at the end", () => {
    expect(toReport(aRun)).to.equal(
      [
        "2026-11-28T12:00:00.000Z, 0123abc, a processor, 2 cores, Node v24.21.0, 3 rounds, load 0.5 to 2.5",
        "",
        "size: worker",
        "             zip, KiB",
        "  product    55.6",
        "  plain SDK  140",
        "",
        "warm: worker",
        "                     processor time, µs",
        "  product            310 [305–355]",
        "  raw SigV4 (floor)  100",
        "",
        "bars",
        "  what                       counted             of            beside                 ratio             bar     stretch  verdict",
        "  worker: warm, batch of 10  processor time, µs  product 310   raw SigV4 (floor) 100  3.10 [3.05–3.55]  ≤ 2.2   1.7      MISSED",
        "  worker: size               zip, KiB            product 55.6  plain SDK 140          0.40              ≤ 0.55  0.35     met",
      ].join("\n"),
    );
  });

  it("shows three figures that count", () => {
    expect([0.123_4, 9.876, 12.34, 1234.5].map(toFigure)).to.deep.equal(["0.12", "9.88", "12.3", "1,235"]);
  });
});
