// For tests: a gateway over a test stack, with everything around it faked and recorded.
import type { IncomingHttpHeaders } from "node:http";
import type { HttpRequest, HttpResponse } from "../core/http.ts";
import type { Connection, Handle, Outcome } from "../core/server.ts";
import { makePrincipals, type Principals } from "../core/principals.ts";
import type { Datum, LogEvent } from "../core/telemetry.ts";
import type { InvokeResult } from "../core/functions.ts";
import { makeClock } from "../core/clock.ts";
import { type ApiGatewayDeps, makeApiGateway } from "../services/api-gateway/make-api-gateway.ts";
import { addApi, type ApiOptions, type ApiParts, makeTestStack, type TestStack } from "./gateway-stack.ts";
import { anAccount } from "./stack.ts";

/** A fake AWS endpoint: notes what it is asked, and answers as it is told. */
export type Backend = {
  readonly requests: HttpRequest[];
  readonly endpoint: Handle;
  answer: (connection: Connection) => Outcome | Promise<Outcome>;
};

export const reply = (
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: Buffer.from(body),
});

export const makeBackend = (): Backend => {
  const requests: HttpRequest[] = [];
  const backend: Backend = {
    requests,
    endpoint: async (request, connection) => {
      requests.push(request);
      return backend.answer(connection);
    },
    answer: () => reply(200, '{"SendMessageResponse":{"SendMessageResult":{"MessageId":"m-1"}}}'),
  };
  return backend;
};

export type LogLine = {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

export type TestGateway = {
  readonly send: (
    method: string,
    url: string,
    options?: {
      readonly body?: string | Buffer;
      readonly headers?: IncomingHttpHeaders;
      /** As when the body is over the limit. */
      readonly tooLarge?: boolean;
    },
  ) => Promise<HttpResponse & { readonly text: string; readonly json: unknown }>;
  readonly events: { readonly arn: string; readonly event: Readonly<Record<string, unknown>> }[];
  readonly metrics: Datum[];
  readonly logEvents: LogEvent[];
  readonly log: LogLine[];
  readonly principals: Principals;
  readonly asked: {
    readonly action: string;
    readonly resource: string;
    readonly context: Readonly<Record<string, string>> | undefined;
  }[];
};

export type TestGatewayOptions = {
  readonly api?: ApiOptions;
  /** Adds to the stack after the API. */
  readonly more?: (stack: TestStack, parts: ApiParts) => void;
  readonly endpoint?: Handle;
  readonly deps?: Partial<ApiGatewayDeps>;
  readonly invoke?: (arn: string) => Promise<InvokeResult>;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const makeTestGateway = (options: TestGatewayOptions = {}): TestGateway => {
  const stack = makeTestStack();
  const parts = addApi(stack, options.api);
  options.more?.(stack, parts);
  const principals = makePrincipals();
  const recorded = { events: [], metrics: [], logEvents: [], log: [], asked: [] } as Pick<
    TestGateway,
    "events" | "metrics" | "logEvents" | "log" | "asked"
  >;
  const invoke =
    options.invoke ?? (async () => ({ ok: true, payload: '{"statusCode":200,"body":"{}"}' }) as const);
  const gateway = makeApiGateway({
    stack,
    account: anAccount,
    endpoint: options.endpoint ?? makeBackend().endpoint,
    principals,
    authorize: (_caller, action, resource, context) => {
      recorded.asked.push({ action, resource, context });
      return { allowed: true };
    },
    canAssume: () => ({ allowed: true }),
    functions: {
      invoke: async (arn, event) => {
        recorded.events.push({ arn, event: JSON.parse(event) as Readonly<Record<string, unknown>> });
        return invoke(arn);
      },
      state: () => [],
      stop: async () => {},
    },
    putMetric: (datum) => recorded.metrics.push(datum),
    putLogEvent: (event) => recorded.logEvents.push(event),
    clock: makeClock(1),
    log: (level, _source, message, fields = {}) => recorded.log.push({ level, message, fields }),
    now: () => new Date(),
    ...options.deps,
  });
  return {
    ...recorded,
    principals,
    send: async (method, url, { body = "", headers = {}, tooLarge = false } = {}) => {
      const request = {
        method,
        url,
        headers: { host: "127.0.0.1:3000", ...headers },
        body: Buffer.from(body),
      };
      const handle = tooLarge ? gateway.handleTooLarge : gateway.handle;
      const response = await handle(request, { sourceIp: "127.0.0.1" });
      const text = response.body.toString("utf8");
      return { ...response, text, json: parse(text) };
    },
  };
};
