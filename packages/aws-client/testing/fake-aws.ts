// A fake AWS endpoint on the loopback, for tests: it keeps the requests and answers by a script.
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type WireRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type WireAnswer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/**
 * `reset`: the connection breaks. `hang`: there is no answer, ever. `cut`: the answer breaks off in its body. `noise`:
 * it is not HTTP.
 */
export type Script = (request: WireRequest) => WireAnswer | "reset" | "hang" | "cut" | "noise";

export type FakeAws = {
  readonly endpoint: string;
  /** Since the last script was set. */
  readonly requests: readonly WireRequest[];
  /** What is answered from now on. */
  answer(script: Script): void;
  stop(): Promise<void>;
};

const read = async (request: IncomingMessage): Promise<WireRequest> => ({
  method: request.method ?? "",
  path: request.url ?? "",
  headers: request.headers,
  body: await text(request),
});

/** A time-out that silence can be tested with, and that a large answer on a busy machine keeps within. */
export const clientLimits = (maxAttempts = 1) => ({
  region: "us-east-1",
  maxAttempts,
  requestTimeoutMs: 1_500,
});

/** What a client reads in a function's environment to reach the fake. */
export const clientEnvironment = (endpoint: string) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: "anyone",
  AWS_SECRET_ACCESS_KEY: "anything",
});

/** Tests drive one fake through all their cases: `answers` are given one by one, the last one for ever. */
export const inTurn = (...answers: readonly ReturnType<Script>[]): Script => {
  let next = 0;
  return () => {
    const answer = answers[Math.min(next, answers.length - 1)];
    next += 1;
    return answer ?? "reset";
  };
};

export const startFakeAws = async (): Promise<FakeAws> => {
  const requests: WireRequest[] = [];
  let script: Script | undefined;
  const server = createServer((incoming, response) => {
    const reply = (request: WireRequest): void => {
      requests.push(request);
      const answer = script?.(request) ?? "reset";
      if (answer === "hang") return;
      if (answer === "reset") incoming.socket.destroy();
      else if (answer === "noise") incoming.socket.end("noise\r\n\r\n");
      else if (answer === "cut") {
        response
          .writeHead(200, { date: new Date().toUTCString(), "content-length": "1000" })
          .write("{", () => incoming.socket.destroy());
      } else response.writeHead(answer.status, answer.headers).end(answer.body);
    };
    // A client that gives up in the middle of its request has nothing to be answered.
    read(incoming).then(reply, () => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (next) => {
      requests.length = 0;
      script = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
