// Runs a function's main.ts as Lambda loads it: in a process of its own, with nothing but environment variables.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A rehearsal ends unnoticed, whatever comes of it: this watcher prints the answers to its HTTP requests. */
export const printAnswers = new URL("print-answers.ts", import.meta.url).href;

export type Ran = {
  /** What the handler returned; undefined when it threw or did not start. */
  readonly result: unknown;
  /** stdout, then stderr: the log, and what was thrown. */
  readonly output: string;
};

const RESULT = "result: ";

/**
 * Loads a main.ts, as init does, and waits until nothing keeps the process; what it has written by then.
 *
 * @param watcher the URL of a module that is loaded before, and prints what is not seen otherwise
 */
export const loadMain = async (
  main: string,
  env: Readonly<Record<string, string>>,
  watcher?: string,
): Promise<string> => {
  const args = [
    ...conditions(),
    ...(watcher === undefined ? [] : ["--import", watcher]),
    "--input-type=module",
    "--eval",
    `await import(${JSON.stringify(main)});`,
  ];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env });
  return stdout + stderr;
};

const toScript = (main: string, event: unknown, timeLeftMs: number): string => `
  const { handler } = await import(${JSON.stringify(main)});
  const end = Date.now() + ${timeLeftMs};
  const invocation = { awsRequestId: "invocation-1", getRemainingTimeInMillis: () => end - Date.now() };
  const result = await handler(${JSON.stringify(event)}, invocation);
  process.stderr.write(${JSON.stringify(RESULT)} + JSON.stringify(result));
`;

/** Which clients a main.ts gets is a condition of Node's that this process has, or has not. */
const conditions = (): readonly string[] =>
  process.execArgv.filter((option) => option.startsWith("--conditions="));

/**
 * @param main the URL of a main.ts
 * @param timeLeftMs of the invocation
 */
export const runMain = async (
  main: string,
  event: unknown,
  env: Readonly<Record<string, string>>,
  timeLeftMs = 30_000,
): Promise<Ran> => {
  const args = [...conditions(), "--input-type=module", "--eval", toScript(main, event, timeLeftMs)];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env }).catch(
    (error: unknown) => error as { readonly stdout: string; readonly stderr: string },
  );
  const [log = "", result] = stderr.split(RESULT);
  return { output: stdout + log, result: result === undefined ? undefined : JSON.parse(result) };
};
