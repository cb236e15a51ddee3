// Runs one command of the workspace and keeps what it printed.
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";

const root = join(import.meta.dirname, "..");

export type Command = {
  /** The program, then its arguments; the workspace's programs come first. */
  readonly command: readonly [string, ...string[]];
  /** Folder to run it in, from the root. */
  readonly directory?: string;
  /** Gets everything that was printed so far, each time there is more. */
  readonly onOutput?: (output: string) => void;
};

export type Finished = {
  /** stdout and stderr, as they came. */
  readonly output: string;
  readonly ok: boolean;
};

/** Colour codes would break patterns that match at the start of a line. */
const environment = (): NodeJS.ProcessEnv => {
  const { FORCE_COLOR: _colours, PATH = "", ...rest } = process.env;
  return {
    ...rest,
    NO_COLOR: "1",
    CHECKPOINT_DISABLE: "1",
    PATH: [join(root, "node_modules/.bin"), PATH].join(delimiter),
  };
};

/** Rejects only when the program cannot be started. */
export const runCommand = async ({ command, directory = ".", onOutput }: Command): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const [program, ...args] = command;
    const child = spawn(program, args, {
      cwd: join(root, directory),
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
      onOutput?.(output);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", reject);
    child.on("close", (code) => resolve({ output, ok: code === 0 }));
  });
