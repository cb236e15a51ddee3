// Runs one command of the workspace and keeps what it printed. An abort ends it with all its descendants.
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";

const root = join(import.meta.dirname, "..");

export type Command = {
  /** The program, then its arguments; the workspace's programs come first. */
  readonly command: readonly [string, ...string[]];
  /** Folder to run it in, from the root. */
  readonly directory?: string;
  /** Variables beside those of this process. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Gets everything that was printed so far, each time there is more. */
  readonly onOutput?: (output: string) => void;
  readonly signal?: AbortSignal;
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

/** Never rejects: a program that is missing, or that a signal ended, is a failure whose output says so. */
export const runCommand = async ({
  command,
  directory = ".",
  variables = {},
  onOutput,
  signal,
}: Command): Promise<Finished> => {
  if (signal?.aborted === true) return { output: "interrupted before it began", ok: false };
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: join(root, directory),
    env: { ...environment(), ...variables },
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, so that its children end with it.
    detached: true,
  });
  const endGroup = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended by itself. What keeps the pipes open is a process that left its group: it is not waited for.
      child.stdout.destroy();
      child.stderr.destroy();
    }
  };
  signal?.addEventListener("abort", endGroup, { once: true });
  let output = "";
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
    onOutput?.(output);
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  return new Promise((resolve) => {
    const finish = (ok: boolean, reason = ""): void => {
      signal?.removeEventListener("abort", endGroup);
      resolve({ output: `${output}${reason}`, ok });
    };
    child.on("error", ({ message }) => finish(false, `cannot be run: ${message}`));
    child.on("close", (code, killer) => finish(code === 0, killer === null ? "" : `\nended by ${killer}\n`));
  });
};
