import { expect } from "chai";
import { bench, type BenchOptions } from "./program.ts";
import type { Run } from "./run.ts";

describe("pnpm bench", () => {
  let ran: BenchOptions[];
  let printed: string[];
  let zipKib: number;
  beforeEach(() => {
    ran = [];
    printed = [];
    zipKib = 50;
  });

  const aRun = (): Run => ({
    commit: undefined,
    machine: { processor: "a processor", cores: 2, memoryGb: 8, platform: "linux x64", node: "v24.21.0" },
    rounds: 1,
    measured: [
      {
        measure: "size",
        date: "2026-11-28T12:00:00.000Z",
        seconds: 1,
        load: [0, 0],
        samples: [
          { task: "worker", subject: "product", figure: "zip, KiB", values: [zipKib] },
          { task: "worker", subject: "plain SDK", figure: "zip, KiB", values: [100] },
        ],
      },
    ],
  });
  const run = async (...args: readonly string[]): Promise<number> =>
    bench(args, {
      measures: ["size", "cold", "warm"].map((name) => ({ name, description: `measures ${name}` })),
      run: async (options) => {
        ran.push(options);
        return aRun();
      },
      print: (text) => printed.push(text),
      progress: { say: () => undefined, show: () => undefined },
    });

  it("measures everything where nothing is named, and prints its tables", async () => {
    expect(await run()).to.equal(0);
    expect(ran).to.deep.equal([
      { measures: ["size", "cold", "warm"], rounds: 9, out: "dist/bench", record: false },
    ]);
    expect(printed.join()).to.include("size: worker").and.to.include("0.50");
  });

  it("measures what is named, in its own order, as often as it is told to", async () => {
    expect(await run("warm", "size", "--rounds", "31", "--out", "elsewhere")).to.equal(0);
    expect(ran[0]).to.include({ rounds: 31, out: "elsewhere" });
    expect(ran[0]?.measures).to.deep.equal(["size", "warm"]);
  });

  it("prints one JSON document with every value and every bar", async () => {
    await run("size", "--json");
    const [document, ...rest] = printed.map((text) => JSON.parse(text) as Run & { bars: readonly object[] });
    expect(rest).to.deep.equal([]);
    expect(document).to.deep.include({ measured: aRun().measured });
    expect(document?.bars).to.have.length(1);
  });

  it("ends with 1 for a missed bar only when it is told to", async () => {
    zipKib = 60;
    expect(await run("size")).to.equal(0);
    expect(await run("size", "--bars")).to.equal(1);
    zipKib = 55;
    expect(await run("size", "--bars")).to.equal(0);
  });

  it("says in its help what it can measure, within 80 columns where there is no terminal", async () => {
    expect(await run("--help")).to.equal(0);
    expect(printed.join()).to.include("cold       measures cold");
    expect(printed.flatMap((part) => part.split("\n")).filter((line) => line.length > 80)).to.deep.equal([]);
  });

  for (const args of [["colt"], ["--rounds", "0"], ["--rounds", "many"], ["--jsn"]])
    it(`ends with 2 and measures nothing when it is called with ${args.join(" ")}`, async () => {
      expect(await run(...args)).to.equal(2);
      expect(ran).to.deep.equal([]);
    });
});
