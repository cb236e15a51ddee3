// The processes of one function: reused while warm, started on demand, counted.
import type { PutMetric } from "../../../core/telemetry.ts";
import type { FunctionProcess } from "./function-process.ts";
import type { FunctionState, InvokeResult } from "../../../core/functions.ts";

type Deps = {
  readonly name: string;
  /** The name of the queue that feeds it. */
  readonly eventSource?: string | undefined;
  readonly start: () => Promise<FunctionProcess>;
  /** -1: no limit of its own. 0: nothing may run. */
  readonly reservedConcurrency: number;
  /** Invocations beyond it wait for a process instead of being throttled; 16 unless told otherwise. */
  readonly processLimit?: number;
  readonly putMetric: PutMetric;
  readonly now: () => Date;
};

export type FunctionPool = ReturnType<typeof makeFunctionPool>;

type Waiting = { readonly event: string; readonly resolve: (result: InvokeResult) => void };

const throttled: InvokeResult = {
  ok: false,
  error: { kind: "throttled", errorType: "TooManyRequestsException", errorMessage: "Rate Exceeded." },
};

const stopped: InvokeResult = {
  ok: false,
  error: { kind: "crash", errorType: "Runtime.ExitError", errorMessage: "the local cloud is stopping" },
};

/** AWS/Lambda metrics: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
const makeMeter =
  ({ name, putMetric, now }: Deps) =>
  (values: Readonly<Record<string, number>>): void => {
    const at = now();
    for (const [metric, value] of Object.entries(values)) {
      putMetric({ namespace: "AWS/Lambda", name: metric, dimensions: { FunctionName: name }, value, at });
    }
  };

const toStartFailure = (cause: unknown): InvokeResult => ({
  ok: false,
  error: {
    kind: "crash",
    errorType: "Runtime.ExitError",
    errorMessage: `no process could be started: ${String(cause)}`,
  },
});

export const makeFunctionPool = (deps: Deps) => {
  // Sixteen of AWS's thousand.
  const { name, eventSource = null, start, reservedConcurrency, processLimit = 16 } = deps;
  const measure = makeMeter(deps);
  const waiting: Waiting[] = [];
  const starts = new Set<Promise<FunctionProcess>>();
  const processes = new Set<FunctionProcess>();
  let idle: readonly FunctionProcess[] = [];
  let initialising = 0;
  let running = 0;
  let isStopped = false;
  const counts = { cold_starts: 0, invocations: 0, errors: 0 };

  const work = async (process: FunctionProcess, { event, resolve }: Waiting): Promise<void> => {
    running += 1;
    counts.invocations += 1;
    measure({ ConcurrentExecutions: running });
    const { result, durationMs } = await process.run(event);
    running -= 1;
    if (!result.ok) counts.errors += 1;
    measure({ Invocations: 1, Errors: result.ok ? 0 : 1, Throttles: 0, Duration: durationMs });
    resolve(result);
    free(process);
  };

  const free = (process: FunctionProcess): void => {
    if (process.isAlive()) idle = [...idle, process];
    pump();
  };

  const forget = (process: FunctionProcess): void => {
    processes.delete(process);
    idle = idle.filter((other) => other !== process);
    pump();
  };

  const startOne = async (): Promise<FunctionProcess> => {
    const process = await start();
    processes.add(process);
    void process.exited.then(() => forget(process));
    return process;
  };

  const grow = async (): Promise<void> => {
    counts.cold_starts += 1;
    initialising += 1;
    const started = startOne();
    starts.add(started);
    const process = await started.catch((cause: unknown) => {
      waiting.shift()?.resolve(toStartFailure(cause));
    });
    starts.delete(started);
    await process?.initialised;
    initialising -= 1;
    if (process === undefined) return pump();
    // The first process that is ready takes the oldest invocation; one that failed to initialise answers with its error.
    const next = waiting.shift();
    if (next === undefined) free(process);
    else await work(process, next);
  };

  const hasRoom = (): boolean => processes.size + starts.size < processLimit;

  const pump = (): void => {
    while (waiting.length > 0 && idle.length > 0) {
      const process = idle.at(-1);
      const next = waiting.shift();
      idle = idle.slice(0, -1);
      if (process !== undefined && next !== undefined) void work(process, next);
    }
    if (!isStopped) while (initialising < waiting.length && hasRoom()) void grow();
  };

  const invoke = async (event: string): Promise<InvokeResult> => {
    if (isStopped) return stopped;
    if (reservedConcurrency >= 0 && running + waiting.length >= reservedConcurrency) {
      measure({ Throttles: 1 });
      return throttled;
    }
    return new Promise((resolve) => {
      waiting.push({ event, resolve });
      pump();
    });
  };

  const stop = async (): Promise<void> => {
    isStopped = true;
    for (const { resolve } of waiting.splice(0)) resolve(stopped);
    await Promise.allSettled(starts);
    await Promise.all([...processes].map(async (process) => process.stop()));
  };

  const pids = (): readonly number[] =>
    [...processes].flatMap(({ pid, isAlive }) => (pid === undefined || !isAlive() ? [] : [pid]));
  const state = (): FunctionState => ({
    name,
    pids: pids(),
    running,
    ...counts,
    event_source: eventSource,
  });
  return { invoke, stop, state };
};
