import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { allMutants } from "./all-mutants.ts";
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
