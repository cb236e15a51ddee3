import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { allMutants } from "./all-mutants.ts";
import { prove } from "../program.ts";
import { mutantsMode } from "./mode.ts";
import { mutate } from "./mutant.ts";

const root = join(import.meta.dirname, "../../..");

describe("the mutants", () => {
  it("are at least twenty, each with a name and a place of its own", () => {
    expect(new Set(allMutants.map(({ name }) => name)).size).to.equal(allMutants.length);
    expect(allMutants.length).to.be.at.least(20);
  });

  for (const mutant of allMutants)
    it(`can be made of the sources as they stand: ${mutant.name}`, () => {
      const text = readFileSync(join(root, mutant.file), "utf8");
      expect(mutate(text, mutant)).not.to.equal(text);
    });

  it("are not run where none has the name that was asked for, and that is said", async () => {
    const said: string[] = [];
    const code = await prove(["--mutants", "--mutant", "no such fault"], {
      modes: [mutantsMode],
      print: (text) => said.push(text),
      progress: { say: (line) => said.push(line), show: () => undefined },
      keep: () => "",
    });
    expect(code).to.equal(2);
    expect(said.join("\n")).to.include('No mutant has "no such fault" in its name.');
  });

  it("are refused where their place is gone or not the only one", () => {
    const mutant = { name: "a fault", file: "x.ts", find: "a", replace: "b", first: "simulation" } as const;
    for (const [text, places] of [
      ["", 0],
      ["aa", 2],
    ] as const)
      expect(() => mutate(text, mutant)).to.throw(
        `x.ts has ${places} places for the mutant "a fault", not one`,
      );
  });
});
