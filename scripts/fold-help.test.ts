import { expect } from "chai";
import { help as deployHelp } from "./deploy-options.ts";
import { foldHelp } from "./fold-help.ts";
import { help as startHelp } from "./start-options.ts";
import { help as tourHelp } from "./tour/tour-options.ts";

const text = `Runs it, and says when it is done with it.

run [options]
  --port N   the port that it listens on, or any
             that is free
               0  any port that nobody has taken yet
  --help`;

describe("foldHelp", () => {
  it("breaks lines between words and goes on below the last column", () => {
    expect(foldHelp(text, 42).split("\n")).to.deep.equal([
      "Runs it, and says when it is done with it.",
      "",
      "run [options]",
      "  --port N   the port that it listens on,",
      "             or any that is free",
      "               0  any port that nobody has",
      "                  taken yet",
      "  --help",
    ]);
  });

  it("joins again what the source had broken where there is room for it", () => {
    expect(foldHelp(text, 80)).to.contain(
      "\n  --port N   the port that it listens on, or any that is free\n",
    );
  });

  it("takes the usual width where a terminal does not know its own", () => {
    expect(foldHelp(startHelp, 0)).to.equal(foldHelp(startHelp, 80));
  });

  for (const [command, help] of Object.entries({ startHelp, deployHelp, tourHelp }))
    it(`keeps every line of ${command} within the terminal, and every word`, () => {
      for (const columns of [60, 80, 100]) {
        const folded = foldHelp(help, columns);
        expect(folded.split("\n").filter((line) => line.length > columns)).to.deep.equal([]);
        expect(folded.split(/\s+/)).to.deep.equal(help.split(/\s+/));
      }
    });
});
