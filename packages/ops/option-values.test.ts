import { expect } from "chai";
import { InvalidArgumentError, type Command, type Option } from "commander";
import { PassThrough } from "node:stream";
import { toMilliseconds } from "./option-values.ts";
import { addOperatorCommands } from "./operator-commands.ts";
import { addPostmanCommand } from "./postman.ts";
import { makeProgram } from "./run-program.ts";
import { addSmokeCommand } from "./smoke.ts";
import { addTokenCommand } from "./token.ts";

const optionsOf = (command: Command): readonly Option[] => [
  ...command.options,
  ...command.commands.flatMap(optionsOf),
];

const nothing = async (): Promise<never> => Promise.reject(new Error("not foreseen"));

describe("a time that an option takes", () => {
  it("is refused for its size in other words than for its form", () => {
    expect(toMilliseconds("36500d")).to.equal(36_500 * 86_400_000);
    for (const text of ["36501d", "9999999d", "9".repeat(400) + "s"])
      expect(() => toMilliseconds(text), text).to.throw("Expected a time of at most 36500d.");
    for (const text of ["3", "d", "3 d", "3w"])
      expect(() => toMilliseconds(text), text).to.throw("Expected a time such as");
  });
});

describe("options of ops that take a value", () => {
  it("refuse an empty one, as that of a variable that is not set", () => {
    const program = makeProgram();
    const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
    const readOutputs = async () => undefined;
    addOperatorCommands(program, { ...streams, variables: {}, readOutputs, cwd: "/", stateDirectory: "/" });
    const deps = { readText: nothing, fetch: nothing, print: () => undefined };
    addSmokeCommand(program, { ...deps, token: "" }, "outputs.json");
    addTokenCommand(program, deps, "outputs.json");
    addPostmanCommand(program, { cwd: "/", say: () => undefined });
    const taking = optionsOf(program).filter(({ required }) => required);
    expect(taking).to.have.length.above(30);
    for (const option of taking)
      expect(() => option.parseArg?.("", undefined), option.flags).to.throw(InvalidArgumentError);
  });
});
