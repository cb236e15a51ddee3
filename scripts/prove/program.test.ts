import { expect } from "chai";
import type { Mode, ProveOptions } from "./mode.ts";
import { prove } from "./program.ts";

describe("pnpm prove", () => {
  let ran: { readonly name: string; readonly options: ProveOptions }[];
  let printed: string[];
  beforeEach(() => {
    ran = [];
    printed = [];
  });

  const aMode = (name: string, ok = true, flag?: string): Mode => ({
    ...(flag === undefined ? {} : { flag }),
    description: name,
    run: async (options) => {
      ran.push({ name, options });
      return { ok, figures: { accepted: 7 }, summary: `${name} is done` };
    },
  });
  const run = async (modes: readonly Mode[], ...args: readonly string[]): Promise<number> =>
    prove(args, {
      modes,
      print: (text) => printed.push(text),
      progress: { say: () => undefined, show: () => undefined },
    });
  const modes = [aMode("the proof"), aMode("the flood", true, "noisy"), aMode("the outage", false, "outage")];

  it("runs the proof where no flag chooses another mode, and prints its summary", async () => {
    expect(await run(modes, "--messages", "600", "--seed", "3")).to.equal(0);
    expect(ran).to.have.length(1);
    expect(ran[0]?.name).to.equal("the proof");
    expect(ran[0]?.options).to.include({ messages: 600, seed: 3, seeds: 1 });
    expect(printed).to.deep.equal(["the proof is done"]);
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
});
