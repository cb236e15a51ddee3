// The operators' command line: `pnpm ops --help`.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { addPostmanCommand } from "./postman.ts";
import { makeProgram, runProgram } from "./run-program.ts";
import { addTokenCommand } from "./token.ts";

// Package managers run scripts at the root; a relative path means the folder the person is in.
const cwd = process.env["INIT_CWD"] ?? process.cwd();
const outputs = join(import.meta.dirname, "../../outputs.json");

const program = makeProgram();
addTokenCommand(
  program,
  {
    readText: async (path) => readFile(resolve(cwd, path), "utf8"),
    fetch,
    print: (line) => console.log(line),
  },
  outputs,
);
addPostmanCommand(program, { cwd, say: (line) => console.error(line) });

// Not process.exit(): what was printed must reach a pipe first.
process.exitCode = await runProgram(program, process.argv.slice(2));
