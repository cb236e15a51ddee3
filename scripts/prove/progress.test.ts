import { expect } from "chai";
import { makeProgress } from "./progress.ts";

describe("progress", () => {
  const terminal = (isTTY: boolean) => {
    let written = "";
    return { isTTY, columns: 80, write: (text: string) => (written += text), written: () => written };
  };

  it("takes its line away on a terminal before anything else is printed there", () => {
    const shown = terminal(true);
    const progress = makeProgress(shown);
    progress.show("a step");
    progress.show("");
    expect(shown.written().endsWith("a step\r\u001B[2K")).to.equal(true);
  });

  it("writes no empty line to a log", () => {
    const log = terminal(false);
    makeProgress(log).show("");
    expect(log.written()).to.equal("");
  });
});
