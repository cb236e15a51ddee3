import { expect } from "chai";
import { PassThrough } from "node:stream";
import { makeProgram, runProgram } from "../run-program.ts";
import { addDeadLetterCommands, toDroppedText } from "./dlq.ts";

describe("the text of ops dlq drop", () => {
  it("names ten keys at most of those that are in the archive", () => {
    const letters = Array.from({ length: 6660 }, (_, n) => ({
      id: `${n}`,
      message_id: null,
      archived_as: `key-${n}`,
    }));
    const target = { stack: "message-handler-prod", isLocal: false };
    const lines = toDroppedText({ dropped: 6660, failed: 0, letters }, target).split("\n");
    expect(lines.slice(0, 2)).to.deep.equal(["Deleted 6,660 letters for ever.", "In the archive remain:"]);
    expect(lines.slice(11)).to.deep.equal(["  key-9", "  and 6,650 more: --json has them"]);
  });
});

describe("ops dlq", () => {
  it("does not understand an --id that is no UUID", async () => {
    let error = "";
    const program = makeProgram().configureOutput({ writeErr: (line) => (error += line) });
    const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
    const readOutputs = async () => undefined;
    addDeadLetterCommands(program, { ...streams, variables: {}, readOutputs, cwd: "/", stateDirectory: "/" });
    expect(await runProgram(program, ["dlq", "list", "--id", "aaa"])).to.equal(2);
    expect(error).to.contain("Expected the id of a letter, or of its message, a UUID.");
  });

  for (const option of ["--id", "--code", "--company"])
    it(`does not understand an empty ${option}, as that of a variable that is not set`, async () => {
      let error = "";
      const program = makeProgram().configureOutput({ writeErr: (line) => (error += line) });
      const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
      const readOutputs = async () => undefined;
      const shell = { ...streams, variables: {}, readOutputs, cwd: "/", stateDirectory: "/" };
      addDeadLetterCommands(program, shell);
      const args = [
        "dlq",
        "redrive",
        "--yes",
        ...(option === "--id" ? ["--id", "0b8ba8f8-5f0c-4a0e-9d4b-2f6f43f0a111"] : []),
        option,
        "",
      ];
      expect(await runProgram(program, args)).to.equal(2);
      expect(error).to.contain(option).and.to.contain("invalid").and.to.contain("See ops dlq redrive --help");
    });
});
