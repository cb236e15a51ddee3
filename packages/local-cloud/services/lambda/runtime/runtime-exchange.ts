// The state behind Lambda's Runtime API: one process asks for work, one caller has some.
import type { ServerResponse } from "node:http";
import { z } from "zod";

export type FunctionError = { readonly errorType: string; readonly errorMessage: string };

/** What the process said about one invocation. */
export type Answer =
  { readonly ok: true; readonly payload: string } | { readonly ok: false; readonly error: FunctionError };

export type Invocation = {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  readonly functionArn: string;
  /** Epoch ms. */
  readonly deadline: number;
  readonly traceId: string;
};

export type RuntimeExchange = ReturnType<typeof makeRuntimeExchange>;

/** A synchronous response may have 6 MB and a little (Lambda quotas; the number is the one in AWS's message). */
export const maxPayloadBytes = 6_291_556;

const ReportedError = z.object({
  errorType: z.string().catch("Unhandled"),
  errorMessage: z.string().catch(""),
});

const toFunctionError = (body: string): FunctionError => {
  try {
    return ReportedError.parse(JSON.parse(body));
  } catch {
    return { errorType: "Runtime.Unknown", errorMessage: body };
  }
};

const tooLarge: FunctionError = {
  errorType: "Function.ResponseSizeTooLarge",
  errorMessage: `Response payload size exceeded maximum allowed payload size (${maxPayloadBytes} bytes).`,
};

const toAnswer = (kind: string, body: Buffer | undefined): Answer => {
  if (body === undefined) return { ok: false, error: tooLarge };
  if (kind === "error") return { ok: false, error: toFunctionError(body.toString()) };
  return { ok: true, payload: body.toString() };
};

type Current = {
  readonly invocation: Invocation;
  readonly resolve: (answer: Answer | undefined) => void;
};

/** The protocol without the server: who waits, and what is under way. */
export const makeRuntimeExchange = () => {
  const initialised = Promise.withResolvers<FunctionError | undefined>();
  let nextResponse: ServerResponse | undefined;
  let current: Current | undefined;
  let handedOver = false;
  let isOver = false;
  let reportedError: FunctionError | undefined;

  const handOver = (): void => {
    if (nextResponse === undefined || current === undefined || handedOver) return;
    const { requestId, event, functionArn, deadline, traceId } = current.invocation;
    nextResponse.writeHead(200, {
      "content-type": "application/json",
      // Without it the event leaves in several pieces.
      "content-length": Buffer.byteLength(event),
      "lambda-runtime-aws-request-id": requestId,
      "lambda-runtime-deadline-ms": String(deadline),
      "lambda-runtime-invoked-function-arn": functionArn,
      "lambda-runtime-trace-id": traceId,
    });
    nextResponse.end(event);
    nextResponse = undefined;
    handedOver = true;
  };

  /**
   * One at a time. Undefined when the process is gone: to race each answer with the end of the process, which is that of
   * the run, would keep all of them until then.
   */
  const invoke = async (invocation: Invocation): Promise<Answer | undefined> =>
    new Promise((resolve) => {
      if (isOver) return resolve(undefined);
      current = { invocation, resolve };
      handedOver = false;
      handOver();
    });

  /** The process asks for the next invocation; the response waits until there is one. */
  const onNext = (response: ServerResponse): void => {
    nextResponse = response;
    initialised.resolve(undefined);
    handOver();
  };

  /** A body that is undefined was longer than Lambda takes. */
  const onInitError = (body: Buffer | undefined): void => {
    reportedError = body === undefined ? tooLarge : toFunctionError(body.toString());
    initialised.resolve(reportedError);
  };

  /** False when no such invocation is under way. `kind` is "response" or "error". */
  const onAnswer = (requestId: string, kind: string, body: Buffer | undefined): boolean => {
    if (current?.invocation.requestId !== requestId || !handedOver) return false;
    const { resolve } = current;
    current = undefined;
    resolve(toAnswer(kind, body));
    return true;
  };

  /** The process is gone. */
  const end = (): void => {
    isOver = true;
    current?.resolve(undefined);
    current = undefined;
  };

  return {
    /** Settles at the first request for an invocation, or with the error that initialisation ended with. */
    initialised: initialised.promise,
    /** The error the process reported as its own end, outside any handler. */
    reportedError: (): FunctionError | undefined => reportedError,
    invoke,
    onNext,
    onInitError,
    onAnswer,
    end,
  };
};
