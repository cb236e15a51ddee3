import { expect } from "chai";
import { PassThrough } from "node:stream";
import { makeProgram, runProgram } from "../run-program.ts";
import { addDeadLetterCommands } from "./dlq.ts";

describe("ops dlq", () => {
  for (const option of ["--id", "--code", "--company"])
    it(`does not understand an empty ${option}, as that of a variable that is not set`, async () => {
      let error = "";
      const program = makeProgram().configureOutput({ writeErr: (line) => (error += line) });
      const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
      const readOutputs = async () => undefined;
      const shell = { ...streams, variables: {}, readOutputs, cwd: "/", stateDirectory: "/" };
      addDeadLetterCommands(program, shell);
      const args = ["dlq", "redrive", "--yes", ...(option === "--id" ? ["--id", "a"] : []), option, ""];
      expect(await runProgram(program, args)).to.equal(2);
      expect(error).to.contain(option).and.to.contain("invalid").and.to.contain("See ops dlq redrive --help");
    });
});
