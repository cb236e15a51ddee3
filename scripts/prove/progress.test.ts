import { expect } from "chai";
import { makeProgress } from "./progress.ts";

describe("progress", () => {
  const terminal = (isTTY: boolean, columns = 80) => {
    let written = "";
    return { isTTY, columns, write: (text: string) => (written += text), written: () => written };
  };

  it("takes its line away on a terminal before anything else is printed there", () => {
    const shown = terminal(true);
    const progress = makeProgress(shown);
    progress.show("a step");
    progress.show("");
    expect(shown.written().endsWith("a step\r\u001B[2K")).to.equal(true);
  });

  it("shows a line on a terminal that does not know how wide it is", () => {
    const shown = terminal(true, 0);
    makeProgress(shown).show("a step");
    expect(shown.written()).to.equal("\r\u001B[2Ka step");
  });

  it("writes no empty line to a log", () => {
    const log = terminal(false);
    makeProgress(log).show("");
    expect(log.written()).to.equal("");
  });
});
