import { expect } from "chai";
import { PassThrough } from "node:stream";
import { makeTerminal } from "./terminal.ts";

describe("makeTerminal", () => {
  for (const [what, isTTY, line] of [
    ["in the place of the progress that a terminal shows", true, "\r\u001B[Kno object a.json\n"],
    ["as it is in a log", false, "no object a.json\n"],
  ] as const)
    it(`says a line ${what}`, () => {
      let written = "";
      const stderr = Object.assign(new PassThrough(), { isTTY });
      stderr.on("data", (chunk: Buffer) => (written += chunk.toString()));
      const terminal = makeTerminal({ stdin: new PassThrough(), stdout: new PassThrough(), stderr }, false);
      terminal.say("no object a.json");
      expect(written).to.equal(line);
    });

  for (const [what, answer, isYes] of [
    ["yes", "Yes\n", true],
    ["anything else", "yep\n", false],
    ["no answer but Enter", "\n", false],
  ] as const)
    it(`takes ${what} for a ${isYes ? "yes" : "no"}`, async () => {
      const stdin = new PassThrough();
      const streams = { stdin, stdout: new PassThrough(), stderr: new PassThrough() };
      const confirmed = makeTerminal(streams, false).confirm("Delete 2 letters for ever?");
      stdin.end(answer);
      expect(await confirmed).to.equal(isYes);
    });
});
