import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { toCharts } from "./charts.ts";
import { mergeRuns, withRun } from "./document.ts";
import { readRecordedRun } from "./record.ts";
import type { Measured, Run } from "./run.ts";

const docs = join(import.meta.dirname, "../../docs");

const aMeasured = (measure: string, value: number): Measured => ({
  measure,
  date: "2026-11-28T12:00:00.000Z",
  seconds: 1,
  load: [0, 0],
  samples: [{ task: "worker", subject: "product", figure: "zip, KiB", values: [value] }],
});

const aRun = (...measured: readonly Measured[]): Run => ({
  commit: undefined,
  machine: { processor: "a processor", cores: 2, memoryGb: 8, platform: "linux x64", node: "v24.21.0" },
  rounds: 1,
  measured,
});

describe("docs/performance.md", () => {
  it("shows the tables and the charts of the run that is recorded beside it", async () => {
    const run = await readRecordedRun();
    if (run === undefined) throw new Error("no run is recorded: pnpm bench --record");
    const document = await readFile(join(docs, "performance.md"), "utf8");
    expect(await withRun(document, run)).to.equal(document);
    for (const { file, svg } of toCharts(run))
      expect(
        await readFile(join(docs, "images", `${file}.svg`), "utf8"),
        `${file}: \`pnpm bench size --record\` draws it anew`,
      ).to.equal(svg);
  });

  it("keeps what was recorded of measures that a new run leaves out", () => {
    const merged = mergeRuns(aRun(aMeasured("size", 1), aMeasured("warm", 2)), aRun(aMeasured("size", 3)));
    expect(merged.measured).to.have.deep.members([aMeasured("warm", 2), aMeasured("size", 3)]);
  });

  it("gets its tables between marks, each from the measure that is named there", async () => {
    const text = "Before.\n\n<!-- bench: size -->\n\nOld.\n\n<!-- / -->\n\nAfter.\n";
    expect(await withRun(text, aRun(aMeasured("size", 55.6)))).to.equal(
      [
        "Before.",
        "",
        "<!-- bench: size -->",
        "",
        "**size: worker**",
        "",
        "|         | zip, KiB |",
        "| ------- | -------- |",
        "| product | 55.6     |",
        "",
        "Begun 2026-11-28 12:00 UTC, rounds: 1, load 0 to 0.",
        "",
        "<!-- / -->",
        "",
        "After.",
        "",
      ].join("\n"),
    );
  });
});
