// What Lambda itself writes to a function's log: start, end and report of each phase.
// Shapes: https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
// Levels: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html

type SystemLevel = "DEBUG" | "INFO" | "WARN";

export type PlatformEvent = {
  readonly type: string;
  readonly level: SystemLevel;
  readonly record: Readonly<Record<string, unknown>>;
  /** What the local log says otherwise than the record. */
  readonly truth?: Readonly<Record<string, unknown>> | undefined;
};

/** `errorType` stands beside "error" only. */
export type Outcome = { readonly status: "success" | "error" | "timeout"; readonly errorType?: string };

const isSuccess = ({ status }: Outcome): boolean => status === "success";

const round = (ms: number): number => Math.round(ms * 1000) / 1000;

// Lambda names its own build here; the workspace's Node.js takes its place.
const runtimeVersion = `nodejs:${process.versions.node}`;
const init = { initializationType: "on-demand", phase: "init" } as const;

export const initStarted = (functionName: string, functionVersion: string): PlatformEvent => ({
  type: "platform.initStart",
  level: "INFO",
  record: { ...init, runtimeVersion, functionName, functionVersion },
});

export const initEnded = (outcome: Outcome, durationMs: number): PlatformEvent => ({
  type: "platform.initReport",
  level: isSuccess(outcome) ? "DEBUG" : "WARN",
  record: { ...init, ...outcome, metrics: { durationMs: round(durationMs) } },
});

export const invocationStarted = (requestId: string, version: string): PlatformEvent => ({
  type: "platform.start",
  level: "INFO",
  record: { requestId, version },
});

export const invocationEnded = (requestId: string, outcome: Outcome, durationMs: number): PlatformEvent => ({
  type: "platform.runtimeDone",
  level: isSuccess(outcome) ? "DEBUG" : "WARN",
  record: { requestId, ...outcome, metrics: { durationMs: round(durationMs) } },
});

type Report = {
  readonly requestId: string;
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly memorySizeMB: number;
  /**
   * The type of what the handler threw. Lambda reports such an invocation as a success: the runtime caught the error and
   * went on (https://github.com/aws-samples/aws-lambda-extensions/issues/85). The local log calls it a failure.
   */
  readonly thrown?: string | undefined;
  /** For the first invocation of a process. */
  readonly initDurationMs: number | undefined;
};

/** `maxMemoryUsedMB` is left out rather than made up. */
export const invocationReport = (report: Report): PlatformEvent => {
  const { requestId, outcome, durationMs, memorySizeMB, initDurationMs, thrown } = report;
  const billedDurationMs = Math.ceil(durationMs + (initDurationMs ?? 0));
  const initMetric = initDurationMs === undefined ? {} : { initDurationMs: round(initDurationMs) };
  return {
    type: "platform.report",
    level: isSuccess(outcome) ? "INFO" : "WARN",
    record: {
      requestId,
      metrics: { durationMs: round(durationMs), billedDurationMs, memorySizeMB, ...initMetric },
      ...outcome,
    },
    truth: thrown === undefined ? undefined : { status: "failure", errorType: thrown },
  };
};

export const toJsonLine = ({ type, record }: PlatformEvent, at: Date): string =>
  JSON.stringify({ time: at.toISOString(), type, record });
