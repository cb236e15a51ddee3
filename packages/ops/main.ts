// The operators' command line: `pnpm ops --help`.
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { addOperatorCommands } from "./operator-commands.ts";
import { addPostmanCommand } from "./postman.ts";
import { readIfThere } from "./read-if-there.ts";
import { makeProgram, runProgram } from "./run-program.ts";
import { addSmokeCommand } from "./smoke.ts";
import { addTokenCommand } from "./token.ts";

// Package managers run scripts at the root; a relative path means the folder the person is in.
const cwd = process.env["INIT_CWD"] ?? process.cwd();
const outputs = join(import.meta.dirname, "../../outputs.json");

const readText = async (path: string): Promise<string> => readFile(resolve(cwd, path), "utf8");
const print = (line: string): void => console.log(line);

const shell = {
  variables: process.env,
  readOutputs: async () => readIfThere(outputs),
  cwd,
  stateDirectory: join(
    process.env["XDG_STATE_HOME"]?.trim() || join(homedir(), ".local/state"),
    "message-handler",
  ),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
};

const program = makeProgram();
addOperatorCommands(program, shell);
addSmokeCommand(
  program,
  { readText, fetch, print, token: process.env["SMOKE_TOKEN"]?.trim() ?? "" },
  outputs,
);
addTokenCommand(program, { readText, fetch, print }, outputs);
addPostmanCommand(program, { cwd, say: (line) => console.error(line) });

// A reader such as `head` that has seen enough is no error, and neither is a terminal that is gone.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
});
// What still has to be done is done where nobody is told of it any more.
process.stderr.on("error", () => undefined);

// Not process.exit(): what was printed must reach a pipe first.
process.exitCode = await runProgram(program, process.argv.slice(2));
