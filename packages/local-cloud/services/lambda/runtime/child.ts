// The operating system's side of a function's process: starting, killing, and how it ended.
import { spawn } from "node:child_process";
import { Duplex, Readable } from "node:stream";

export type Exit = { readonly code: number | null; readonly signal: string | null; readonly cause?: Error };

export type Child = {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  /** Standard output, standard error and the console. */
  readonly output: readonly Readable[];
  /** Undefined when it could not be started. */
  readonly lifeline: Duplex | undefined;
  readonly exited: Promise<Exit>;
  readonly isAlive: () => boolean;
  /** SIGKILL to the process and to whatever it started, which also dies when the process ends by itself. */
  readonly kill: () => void;
};

type Deps = {
  readonly script: string;
  /** Node's own options, before the script. */
  readonly nodeOptions?: readonly string[];
  readonly directory: string;
  /** All of it: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
};

const killGroup = (leader: number | undefined): void => {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch (error) {
    // ESRCH: nobody is in it; EPERM: on macOS, nobody but the dead.
    if (!["ESRCH", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
};

/** Runs the script on this process's own Node.js. */
export const startChild = ({ script, nodeOptions = [], directory, environment }: Deps): Child => {
  const child = spawn(process.execPath, [...nodeOptions, script], {
    cwd: directory,
    env: environment,
    // 3, the lifeline, breaks when this process ends, in whatever way, and carries the heartbeat. 4 takes the lines of the console, apart
    // from standard output, as on AWS: written synchronously, so that none is lost when the process exits.
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    // A group of its own: Ctrl-C reaches only us, and killing the group takes the child's children along.
    detached: true,
  });
  // It may break while the child is being killed; the exit says all there is to know.
  const lifeline = child.stdio[3] instanceof Duplex ? child.stdio[3] : undefined;
  lifeline?.on("error", () => undefined);
  let alive = child.pid !== undefined;
  const exited = new Promise<Exit>((resolve) => {
    const end = (exit: Exit): void => {
      alive = false;
      killGroup(child.pid);
      resolve(exit);
    };
    child.once("exit", (code, signal) => end({ code, signal }));
    child.once("error", (cause) => end({ code: null, signal: null, cause }));
  });
  const kill = (): void => {
    if (!alive) return;
    killGroup(child.pid);
    // It may not lead its group yet.
    child.kill("SIGKILL");
  };
  const output = [child.stdout, child.stderr, child.stdio[4]].filter((stream) => stream instanceof Readable);
  return { pid: child.pid, output, lifeline, exited, isAlive: () => alive, kill };
};

/** The sentences AWS uses. */
export const toExitMessage = ({ code, signal, cause }: Exit): string => {
  if (cause !== undefined) return `Runtime failed to start: ${cause.message}`;
  if (signal !== null)
    return `Runtime exited with error: signal: ${signal === "SIGKILL" ? "killed" : signal}`;
  if (code === 0) return "Runtime exited without providing a reason";
  return `Runtime exited with error: exit status ${code ?? "unknown"}`;
};
