// Runs a program of micro/ in a process of its own and reads the one number that it prints.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

export const runMicro = async (program: string, ...args: readonly string[]): Promise<number> => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, "micro", program),
    ...args,
  ]);
  return Number(stdout);
};
