// What other parts may do with the stack's functions.

export type InvokeFailure = {
  /** handled: the function threw; timeout: killed; crash: the process died; throttled: no concurrency left. */
  readonly kind: "handled" | "timeout" | "crash" | "throttled";
  readonly errorType: string;
  readonly errorMessage: string;
};

export type InvokeResult =
  | { readonly ok: true; /** JSON text as the function answered it. */ readonly payload: string }
  | { readonly ok: false; readonly error: InvokeFailure };

export type FunctionState = {
  readonly name: string;
  readonly pids: readonly number[];
  readonly running: number;
  readonly cold_starts: number;
  readonly invocations: number;
  readonly errors: number;
  /** The name of the queue that feeds it. */
  readonly event_source: string | null;
};

export type Functions = {
  /** Runs the function once on the JSON text `event`. Rejects only when no function has that ARN. */
  readonly invoke: (functionArn: string, event: string) => Promise<InvokeResult>;
  readonly state: () => readonly FunctionState[];
  /** Kills every process and waits for their end. */
  readonly stop: () => Promise<void>;
};
