// Runs the operators' command line against a running system, each time in a process of its own as a person does.
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { RunningSystem } from "./running-system.ts";

const main = join(import.meta.dirname, "../../../packages/ops/main.ts");

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type Keys = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** @param directory where commands are run, and note what they have done */
export const makeOps = ({ awsEndpoint }: RunningSystem, directory: string, keys?: Keys) => {
  const start = (...args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [main, ...args], {
      cwd: directory,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: "/usr/bin:/bin",
        HOME: directory,
        AWS_ENDPOINT_URL: awsEndpoint,
        ...(keys === undefined
          ? {}
          : { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey }),
      },
    });
  const run = async (...args: readonly string[]): Promise<Ran> => {
    const child = start(...args);
    const ended = new Promise<number | null>((resolve) => {
      child.once("close", resolve);
    });
    const [stdout, stderr] = await Promise.all(
      [child.stdout, child.stderr].map(async (out) => (out ? text(out) : "")),
    );
    return { code: await ended, stdout: stdout ?? "", stderr: stderr ?? "" };
  };
  return {
    start,
    run,
    /** The document that it prints; rejects when its exit code is another. */
    json: async <Doc>(args: readonly string[], code = 0): Promise<Doc> => {
      const ran = await run(...args, "--json");
      if (ran.code !== code)
        throw new Error(`ops ${args.join(" ")} ended with ${ran.code}: ${ran.stderr}${ran.stdout}`);
      return JSON.parse(ran.stdout) as Doc;
    },
  };
};

export type Ops = ReturnType<typeof makeOps>;
