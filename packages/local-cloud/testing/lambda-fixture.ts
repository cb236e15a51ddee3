// Functions for tests: written, zipped and started from their source text.
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { makePrincipals } from "../core/principals.ts";
import type { Datum, LogEvent } from "../core/telemetry.ts";
import type { Decision } from "../policy/authorize.ts";
import type { Level } from "../core/log.ts";
import { type Inspect, startFunctions } from "../services/lambda/start-functions.ts";
import { anAccount, decodedStack } from "./stack.ts";

export const allowed: Decision = { allowed: true };

export type Body = Readonly<Record<string, unknown>>;

export const aFunction = (changes: Body = {}): Body => ({
  function_name: "jobs",
  filename: "jobs.zip",
  handler: "index.handler",
  runtime: "nodejs24.x",
  role: "arn:aws:iam::000000000000:role/jobs",
  timeout: 5,
  memory_size: 256,
  logging_config: { log_format: "JSON" },
  ...changes,
});

export const arnOf = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

export const writeZip = async (file: string, files: Readonly<Record<string, string>>): Promise<void> => {
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  await writeFile(file, zipSync(Object.fromEntries(entries)));
};

export type LogLine = {
  readonly level: Level;
  readonly source: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

export type Started = Awaited<ReturnType<typeof startJobs>>;

export type StartOptions = {
  readonly config?: Body;
  /** Everything is allowed unless told otherwise. */
  readonly authorize?: (action: string) => Decision;
  readonly canAssume?: Decision;
  readonly inspect?: Inspect;
};

/** Starts the function `jobs` from source files; stop it, or its processes outlive the test. */
export const startJobs = async (
  files: Readonly<Record<string, string>>,
  { config = {}, authorize = () => allowed, canAssume = allowed, inspect }: StartOptions = {},
) => {
  const directory = await mkdtemp(path.join(tmpdir(), "local-cloud-test-"));
  await writeZip(path.join(directory, "jobs.zip"), files);
  const events: LogEvent[] = [];
  const metrics: Datum[] = [];
  const log: LogLine[] = [];
  const remove = async (): Promise<void> => rm(directory, { recursive: true, force: true });
  const functions = await startFunctions({
    stack: decodedStack({ aws_lambda_function: { jobs: aFunction(config) } }, anAccount, directory),
    account: anAccount,
    principals: makePrincipals(),
    authorize: (_caller, action) => authorize(action),
    canAssume: () => canAssume,
    putLogEvent: (event) => events.push(event),
    putMetric: (datum) => metrics.push(datum),
    log: (level, source, message, fields = {}) => log.push({ level, source, message, fields }),
    now: () => new Date(),
    inspect,
  }).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  /** Runs `jobs` on an event and parses what it answers; throws the failure. */
  const call = async (event: unknown = {}): Promise<unknown> => {
    const result = await functions.invoke(arnOf("jobs"), JSON.stringify(event));
    if (!result.ok)
      throw new Error(`${result.error.kind} ${result.error.errorType}: ${result.error.errorMessage}`);
    return JSON.parse(result.payload);
  };
  const stop = async (): Promise<void> => {
    await functions.stop();
    await remove();
  };
  return { functions, call, events, metrics, log, stop };
};

export const source = (body: string): Readonly<Record<string, string>> => ({ "index.js": body });
export const handler = (body: string): Readonly<Record<string, string>> =>
  source(`exports.handler = async (event, context) => { ${body} };`);

export const invoke = async ({ functions }: Started, event: unknown = {}) =>
  functions.invoke(arnOf("jobs"), JSON.stringify(event));

export const failureOf = async (jobs: Started, event?: unknown) => {
  const result = await invoke(jobs, event);
  if (result.ok) throw new Error(`succeeded with ${result.payload}`);
  return result.error;
};

/** A process that has ended but was not yet collected (`Z`) keeps its id for a while. */
export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !existsSync("/proc/self") || !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
};
