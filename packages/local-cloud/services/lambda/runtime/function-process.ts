// One process of a function: Lambda's execution environment, which works on one invocation at a time.
import { randomBytes, randomUUID } from "node:crypto";
import { type Child, type Exit, startChild } from "./child.ts";
import { type FunctionConfig, version } from "../../../resources/function-config.ts";
import type { ProcessLog } from "../logs/function-log.ts";
import type { InvokeFailure, InvokeResult } from "../../../core/functions.ts";
import { toCrash, toOutcome, toResult, toTimeout } from "./invocation-outcome.ts";
import { readLines } from "../logs/line-reader.ts";
import {
  type PlatformEvent,
  initEnded,
  initStarted,
  invocationEnded,
  invocationReport,
  invocationStarted,
} from "../logs/platform-events.ts";
import { type RuntimeApi, startRuntimeApi } from "./runtime-api.ts";
import { type Heartbeat, makeHeartbeat } from "./heartbeat.ts";

type Deps = {
  readonly config: FunctionConfig;
  readonly functionArn: string;
  readonly log: ProcessLog;
  /** The script that runs in the process. */
  readonly bootstrap: string;
  /** The unpacked code. */
  readonly taskRoot: string;
  readonly toEnvironment: (runtimeApi: string) => Readonly<Record<string, string>>;
  /** The process waits there for a debugger, and is never timed out. */
  readonly inspectPort?: number | undefined;
};

type Run = { readonly result: InvokeResult; readonly durationMs: number };

export type FunctionProcess = {
  readonly pid: number | undefined;
  readonly isAlive: () => boolean;
  /** Settles when the process asks for work, or when it is clear that it never will. */
  readonly initialised: Promise<void>;
  /** Resolves in every case; at once with the reason when the initialisation has failed. */
  readonly run: (event: string) => Promise<Run>;
  /** Ends it, and says no more about it in the logs. */
  readonly stop: () => Promise<void>;
  readonly exited: Promise<void>;
};

/** Lambda's own limit for the phase before the first invocation. */
const lambdaInitTimeoutMs = 10_000;
/** A day: as long as somebody may look at one line. */
const debuggedTimeoutMs = 24 * 3600 * 1000;

const toTraceId = (): string => {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString("hex")};Parent=${randomBytes(8).toString("hex")};Sampled=0`;
};

type Ended = { readonly exit: Exit };

type InitDeps = Omit<WorkDeps, "config" | "functionArn"> & { readonly initTimeoutMs: number };

const makeInit =
  ({ child, api, ended, heartbeat, initTimeoutMs }: InitDeps) =>
  async () => {
    const asked = api.initialised.then((error) => ({ error }));
    const outcome = await heartbeat(Promise.race([asked, ended]), initTimeoutMs);
    if (outcome !== "expired" && "error" in outcome && outcome.error === undefined) return undefined;
    child.kill();
    const { exit } = await ended;
    return (requestId: string): InvokeFailure => {
      if (outcome === "expired") return toTimeout(requestId, initTimeoutMs / 1000);
      return toCrash(requestId, exit, api.reportedError());
    };
  };

type WorkDeps = {
  readonly config: FunctionConfig;
  readonly functionArn: string;
  readonly child: Child;
  readonly api: RuntimeApi;
  readonly ended: Promise<Ended>;
  readonly heartbeat: Heartbeat;
};

const makeWork =
  ({ config, functionArn, child, api, ended, heartbeat }: WorkDeps) =>
  async (requestId: string, event: string): Promise<InvokeResult> => {
    const timeoutMs = config.timeout * 1000;
    // Real time, because the process compares it with its own clock.
    const deadline = Date.now() + timeoutMs;
    const answered = api.invoke({ requestId, event, functionArn, deadline, traceId: toTraceId() });
    const outcome = await heartbeat(answered, timeoutMs);
    if (outcome !== "expired" && outcome !== undefined) return toResult(outcome);
    child.kill();
    const { exit } = await ended;
    if (outcome === "expired") return { ok: false, error: toTimeout(requestId, config.timeout) };
    return { ok: false, error: toCrash(requestId, exit, api.reportedError()) };
  };

/** Starts a process that initialises at once. Rejects only when the loopback has no port left. */
export const startFunctionProcess = async (deps: Deps): Promise<FunctionProcess> => {
  const { functionArn, bootstrap, taskRoot, inspectPort } = deps;
  const config =
    inspectPort === undefined ? deps.config : { ...deps.config, timeout: debuggedTimeoutMs / 1000 };
  let isSilent = false;
  const say = (event: PlatformEvent): void => {
    if (!isSilent) deps.log.platform(event);
  };

  say(initStarted(config.function_name, version));
  const startedAt = performance.now();
  const api = await startRuntimeApi();
  const environment = deps.toEnvironment(api.address);
  const child = startChild({
    script: bootstrap,
    nodeOptions: inspectPort === undefined ? [] : [`--inspect-wait=127.0.0.1:${inspectPort}`],
    directory: taskRoot,
    environment,
  });
  const reader = readLines(child.output, deps.log.line);
  const ended = child.exited.then(async (exit): Promise<Ended> => {
    await api.close();
    return { exit };
  });
  const heartbeat = makeHeartbeat(child.lifeline);
  const work = makeWork({ config, functionArn, child, api, ended, heartbeat });
  const initTimeoutMs = inspectPort === undefined ? lambdaInitTimeoutMs : debuggedTimeoutMs;
  const init = makeInit({ child, api, ended, heartbeat, initTimeoutMs })();
  let initDurationMs: number | undefined;

  const initialise = async (): Promise<void> => {
    const failed = await init;
    const durationMs = performance.now() - startedAt;
    initDurationMs = durationMs;
    await reader.drained();
    say(initEnded(toOutcome(toInitResult(failed)), durationMs));
  };
  const initialised = initialise();

  const run = async (event: string): Promise<Run> => {
    await initialised;
    const failed = await init;
    const requestId = randomUUID();
    say(invocationStarted(requestId, version));
    const begin = performance.now();
    const result: InvokeResult =
      failed === undefined ? await work(requestId, event) : { ok: false, error: failed(requestId) };
    const durationMs = Math.min(performance.now() - begin, config.timeout * 1000);
    await reader.drained();
    const outcome = toOutcome(result);
    say(invocationEnded(requestId, outcome, durationMs));
    const memorySizeMB = config.memory_size;
    const thrown = !result.ok && result.error.kind === "handled" ? result.error.errorType : undefined;
    say(invocationReport({ requestId, outcome, durationMs, memorySizeMB, initDurationMs, thrown }));
    initDurationMs = undefined;
    return { result, durationMs };
  };

  const stop = async (): Promise<void> => {
    isSilent = true;
    child.kill();
    await ended;
  };
  const exited = ended.then(() => undefined);
  return { pid: child.pid, isAlive: child.isAlive, initialised, run, stop, exited };
};

const toInitResult = (failed: ((requestId: string) => InvokeFailure) | undefined): InvokeResult =>
  failed === undefined ? { ok: true, payload: "" } : { ok: false, error: failed("") };
