// Logs a transient failure: WARN when a retry may succeed, ERROR when an operator must act.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import { redactError } from "./redact-error.ts";
import type { Log } from "./log.ts";

export const logTransient = (log: Log, message: string, failure: TransientFailure): void => {
  log(failure.needsOperator ? "ERROR" : "WARN", message, {
    code: failure.code,
    detail: failure.detail,
    ...(failure.cause === undefined ? {} : { cause: redactError(failure.cause) }),
  });
};
