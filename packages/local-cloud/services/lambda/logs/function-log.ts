// Writes the lines of a function's processes, and Lambda's events about them, to its log group and to the local log.
import { toArn } from "../../../core/account.ts";
import type { PutLogEvent } from "../../../core/telemetry.ts";
import type { ServiceDeps } from "../../../endpoint/service-deps.ts";
import { isAtLeast, toFunctionLine } from "./function-line.ts";
import { type PlatformEvent, toJsonLine } from "./platform-events.ts";
import type { FunctionConfig } from "../../../resources/function-config.ts";

type Deps = Pick<ServiceDeps, "account" | "authorize" | "log" | "now"> & {
  readonly config: FunctionConfig;
  readonly putLogEvent: PutLogEvent;
};

export type ProcessLog = {
  /** A line that the process wrote. */
  readonly line: (line: string) => void;
  /** An event that Lambda reports about the process. */
  readonly platform: (event: PlatformEvent) => void;
};

type FunctionLog = {
  readonly group: string;
  readonly forStream: (stream: string) => ProcessLog;
};

/** Lambda's default group where the function names none. */
const groupOf = (config: FunctionConfig): string =>
  config.logging_config.log_group ?? `/aws/lambda/${config.function_name}`;

/** The function's role must be allowed to write; on AWS the events of one that is not are lost silently. */
const makeIsAllowed = ({ config, account, authorize, log }: Deps, source: string) => {
  let isReported = false;
  return (stream: string): boolean => {
    const resource = toArn(account, "logs", `log-group:${groupOf(config)}:log-stream:${stream}`);
    const role = { kind: "role", arn: config.role } as const;
    for (const action of ["logs:CreateLogStream", "logs:PutLogEvents"]) {
      const decision = authorize(role, action, resource);
      if (decision.allowed) continue;
      if (!isReported) log("ERROR", source, `its log events are lost: ${decision.message}`);
      isReported = true;
      return false;
    }
    return true;
  };
};

export const makeFunctionLog = (deps: Deps): FunctionLog => {
  const { config, putLogEvent, log, now } = deps;
  const group = groupOf(config);
  const source = `lambda:${config.function_name}`;
  const isAllowed = makeIsAllowed(deps, source);
  const { application_log_level: applicationLevel, system_log_level: systemLevel } = config.logging_config;

  const forStream = (stream: string): ProcessLog => {
    const reachesGroup = isAllowed(stream);
    const put = (message: string, at: Date): void => {
      if (reachesGroup) putLogEvent({ group, stream, message, at });
    };
    return {
      line: (text) => {
        const { level, entry } = toFunctionLine(text);
        log(entry.level, source, entry.message, entry.fields);
        if (isAtLeast(level, applicationLevel)) put(text, now());
      },
      platform: (event) => {
        const { type, level, record, truth } = event;
        if (!isAtLeast(level, systemLevel)) return;
        const at = now();
        // A time-out or a crash leaves no line of the function's own, so this one has to be seen.
        log(level === "WARN" ? "ERROR" : level, source, type, { ...record, ...truth });
        put(toJsonLine(event, at), at);
      },
    };
  };
  return { group, forStream };
};
