// Runs the operators' command line against a running system.
import { makeProgram, runProgram } from "@message-handler/ops/run-program.ts";
import { addOperatorCommands } from "@message-handler/ops/operator-commands.ts";
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type { RunningSystem } from "./running-system.ts";

const main = join(import.meta.dirname, "../../../packages/ops/main.ts");

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Beside the endpoint. */
type Keys = { readonly AWS_ACCESS_KEY_ID?: string; readonly AWS_SECRET_ACCESS_KEY?: string };

/** @param directory where commands are run, and note what they have done */
export const makeOps = (
  { awsEndpoint }: Pick<RunningSystem, "awsEndpoint">,
  directory: string,
  keys: Keys = {},
) => {
  const variables = { AWS_ENDPOINT_URL: awsEndpoint, ...keys };
  const state = join(directory, "state");
  const run = async (...args: readonly string[]): Promise<Ran> => {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const shell = {
      variables,
      readOutputs: async () => undefined,
      cwd: directory,
      stateDirectory: join(state, "message-handler"),
      stdin,
      stdout,
      stderr,
    };
    const program = makeProgram().configureOutput({
      writeOut: (line) => stdout.write(line),
      writeErr: (line) => stderr.write(line),
    });
    addOperatorCommands(program, shell);
    const said = Promise.all([text(stdout), text(stderr)]);
    const code = await runProgram(program, args);
    stdout.end();
    stderr.end();
    const [out, error] = await said;
    return { code, stdout: out, stderr: error };
  };
  return {
    run,
    /** The document that it prints; rejects when it does not end with 0. */
    json: async <Doc>(args: readonly string[]): Promise<Doc> => {
      const { code, stdout, stderr } = await run(...args, "--json");
      if (code !== 0) throw new Error(`ops ${args.join(" ")} ended with ${code}: ${stderr}${stdout}`);
      return JSON.parse(stdout) as Doc;
    },
    /** In a process of its own, to be killed. */
    start: (...args: readonly string[]): ChildProcess =>
      spawn(process.execPath, [main, ...args], {
        cwd: directory,
        stdio: "ignore",
        env: { ...variables, HOME: directory, XDG_STATE_HOME: state },
      }),
  };
};

export type Ops = ReturnType<typeof makeOps>;
