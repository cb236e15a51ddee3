import { expect } from "chai";
import { Option } from "commander";
import type { Mode, ProveOptions } from "./mode.ts";
import { prove } from "./program.ts";

describe("pnpm prove", () => {
  let ran: { readonly name: string; readonly options: ProveOptions }[];
  let printed: string[];
  let said: string[];
  let kept: unknown[];
  beforeEach(() => {
    ran = [];
    printed = [];
    said = [];
    kept = [];
  });

  const aMode = (name: string, ok = true, flag?: string, more: Partial<Mode> = {}): Mode => ({
    ...(flag === undefined ? {} : { flag }),
    ...more,
    description: name,
    run: async (options) => {
      ran.push({ name, options });
      return {
        ok,
        figures: { accepted: 7 },
        summary: `${name} is done`,
        charts: () => ({ waits: "<svg/>" }),
      };
    },
  });
  const run = async (modes: readonly Mode[], ...args: readonly string[]): Promise<number> =>
    prove(args, {
      modes,
      print: (text) => printed.push(text),
      progress: { say: (line) => said.push(line), show: () => undefined },
      keep: (mode, document, charts) => {
        kept.push([mode, JSON.parse(document), charts("today")]);
        return `dist/${mode}`;
      },
    });
  const modes = [
    aMode("the proof", true, undefined, { takes: ["messages", "seeds", "seed"] }),
    aMode("the flood", true, "noisy", { options: [new Option("--rate <n>")] }),
    aMode("the outage", false, "outage"),
    aMode("the load", true, "load", {
      options: [new Option("--speed <n>"), new Option("--soak <n>")],
      needs: { speed: "soak" },
    }),
  ];

  it("runs the proof where no flag chooses another mode, and prints its summary and where its files are", async () => {
    expect(await run(modes, "--messages", "600", "--seed", "3")).to.equal(0);
    expect(ran).to.have.length(1);
    expect(ran[0]?.name).to.equal("the proof");
    expect(ran[0]?.options).to.include({ messages: 600, seed: 3, seeds: 1 });
    expect(printed).to.deep.equal(["the proof is done\ndist/proof"]);
  });

  it("keeps the document and the charts of each run, one that fails included", async () => {
    await run(modes, "--outage");
    expect(kept).to.deep.equal([["outage", { ok: false, accepted: 7 }, { waits: "<svg/>" }]]);
  });

  it("prints one JSON document and ends with 1 when the proof fails", async () => {
    expect(await run(modes, "--outage", "--json")).to.equal(1);
    expect(printed.map((text) => JSON.parse(text) as unknown)).to.deep.equal([{ ok: false, accepted: 7 }]);
  });

  for (const args of [["--noisy", "--outage"], ["--messages", "0"], ["--seeds", "many"], ["--nois"]]) {
    it(`ends with 2 and runs nothing when it is called with ${args.join(" ")}`, async () => {
      expect(await run(modes, ...args)).to.equal(2);
      expect(ran).to.deep.equal([]);
    });
  }

  for (const [args, complaint] of [
    [["--noisy", "--seeds", "2"], "error: --noisy does not take --seeds, but the proof without a flag does"],
    [["--outage", "--rate", "5"], "error: --outage does not take --rate, but --noisy does"],
    [["--load", "--speed", "5"], "error: --load takes --speed with --soak alone"],
    [["--rate", "5"], "error: the proof without a flag does not take --rate, but --noisy does"],
  ] as const)
    it(`refuses an option that would have no effect, and names the help: ${args.join(" ")}`, async () => {
      expect(await run(modes, ...args)).to.equal(2);
      expect(said).to.deep.equal([complaint, "See pnpm prove --help"]);
      expect(ran).to.deep.equal([]);
    });

  it("takes the options of the chosen mode", async () => {
    expect(await run(modes, "--noisy", "--rate", "5", "--messages", "9", "--json")).to.equal(0);
    expect(ran[0]?.options).to.include({ rate: "5", messages: 9 });
  });
});
