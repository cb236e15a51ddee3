// Calls SQS about one queue, through the AWS endpoint of this process: IAM and faults apply as to any other caller.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Account } from "../../../core/account.ts";
import type { HttpResponse } from "../../../core/http.ts";
import type { Credentials } from "../../../core/principals.ts";
import { afterRunning } from "../../../core/running-time.ts";
import type { Handle } from "../../../core/server.ts";

export type CallQueueDeps = {
  readonly account: Account;
  readonly endpoint: Handle;
  readonly queueUrl: string;
  readonly credentials: Credentials;
};

type CallOptions<T> = {
  /** Decodes the answer. */
  readonly answer: z.ZodType<T>;
  /** Real ms in which this process ran: it answers itself. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
};

/** How often a request is tried that gets no answer, or one of the 5xx; the pauses between double. Real ms. */
const attempts = 3;
const firstPause = 100;

const never = new AbortController().signal;

const ErrorAnswer = z.object({ __type: z.string(), message: z.string().default("") });

const read = <T>({ status, body }: HttpResponse, answer: z.ZodType<T>): T => {
  const json: unknown = JSON.parse(body.toString("utf8"));
  if (status === 200) return answer.parse(json);
  const { __type, message } = ErrorAnswer.parse(json);
  throw new Error(`${__type.replace(/^.*#/, "")}: ${message}`);
};

/** Rejects with what SQS refuses, with an answer of another shape, when the last attempt failed, or on abort. */
export const makeCallQueue = ({ account, endpoint, queueUrl, credentials }: CallQueueDeps) => {
  const headers = {
    host: new URL(queueUrl).host,
    "content-type": "application/x-amz-json-1.0",
    // The endpoint looks at the key alone: it tells the role.
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20260101/${account.region}/sqs/aws4_request, SignedHeaders=host, Signature=local`,
  };

  /** Leaves as a client does whose connection breaks: then what was received for it returns to the queue. */
  const ask = async (operation: string, body: Buffer, timeout: number, signal: AbortSignal) => {
    signal.throwIfAborted();
    const connection = new AbortController();
    const leave = (): void => connection.abort();
    const cancel = afterRunning(timeout, leave);
    signal.addEventListener("abort", leave);
    const left = once(connection.signal, "abort").then(() => {
      throw new Error(`no answer within ${timeout} ms`);
    });
    const target = { ...headers, "x-amz-target": `AmazonSQS.${operation}` };
    const request = { method: "POST", url: "/", headers: target, body };
    try {
      const answering = endpoint(request, { sourceIp: "127.0.0.1", signal: connection.signal });
      const outcome = await Promise.race([answering, left]);
      if (!("kind" in outcome)) return outcome;
      leave();
      throw new Error("the connection was reset");
    } finally {
      cancel();
      signal.removeEventListener("abort", leave);
    }
  };

  return async <T>(operation: string, input: object, options: CallOptions<T>): Promise<T> => {
    const { answer, timeout, signal = never } = options;
    const body = Buffer.from(JSON.stringify({ QueueUrl: queueUrl, ...input }));
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt === attempts;
      const response = await ask(operation, body, timeout, signal).catch((error: unknown) => {
        if (isLast || signal.aborted) throw error;
        return undefined;
      });
      if (response !== undefined && (response.status < 500 || isLast)) return read(response, answer);
      await sleep(firstPause * 2 ** (attempt - 1), undefined, { signal });
    }
  };
};
