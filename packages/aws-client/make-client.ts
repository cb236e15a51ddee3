// A client of one service, made of the SDK's parts: its protocol writes requests and reads answers and errors, its retry
// loop repeats. Endpoint, signature, clock and transport are this package's own.
import type { Agent } from "node:https";
import { retryMiddleware } from "@smithy/core/retry";
import { operation } from "@smithy/core/schema";
import { fromBase64, fromUtf8, toBase64, toUtf8 } from "@smithy/core/serde";
import {
  SMITHY_CONTEXT_KEY,
  type ClientProtocol,
  type Endpoint,
  type HttpRequest,
  type HttpResponse,
  type MetadataBearer,
  type StaticOperationSchema,
} from "@smithy/types";
import { toAttempts, type ClientLimits } from "./client-config.ts";
import type { Environment } from "./endpoint.ts";
import type { Operation } from "./operations.ts";
import { makeServiceClock } from "./service-clock.ts";
import { bodyOf, makeSignRequest, readCredentials } from "./sign-request.ts";
import { collect, makeTransport } from "./transport.ts";

export type ClientSetup = {
  readonly limits: ClientLimits;
  readonly env: Environment;
  readonly agent: Agent | undefined;
};

export type Service<Input> = {
  /** As signatures have it. */
  readonly name: string;
  readonly protocol: ClientProtocol<HttpRequest, HttpResponse>;
  readonly toEndpoint: (input: Input) => Endpoint;
  /** S3's paths are signed as they are sent. */
  readonly escapesPath: boolean;
  /** What is done to an answer before it is read. */
  readonly prepare?: (response: HttpResponse) => Promise<void>;
};

const serde = {
  base64Decoder: fromBase64,
  base64Encoder: toBase64,
  utf8Decoder: fromUtf8,
  utf8Encoder: toUtf8,
  streamCollector: collect,
};

const toUserAgent = (env: Environment): string =>
  `message-handler lang/js md/nodejs#${process.versions.node} exec-env/${env["AWS_EXECUTION_ENV"] ?? "unknown"}`;

const headersOf = (request: HttpRequest, env: Environment): Readonly<Record<string, string>> => {
  const { hostname, port } = request;
  const bodyBytes = Buffer.byteLength(bodyOf(request));
  const trace = env["_X_AMZN_TRACE_ID"];
  return {
    host: port === undefined ? hostname : `${hostname}:${port}`,
    "user-agent": toUserAgent(env),
    ...(bodyBytes === 0 ? {} : { "content-length": `${bodyBytes}` }),
    ...(trace === undefined || env["AWS_LAMBDA_FUNCTION_NAME"] === undefined
      ? {}
      : { "x-amzn-trace-id": trace }),
  };
};

/** As the SDK does it: the answer stays with the error, hidden, and its status where the service said no more. */
const withResponse = (error: unknown, response: HttpResponse): unknown => {
  if (!(error instanceof Error)) return error;
  Object.defineProperty(error, "$response", { value: response, enumerable: false });
  return "$metadata" in error
    ? error
    : Object.assign(error, {
        $metadata: {
          httpStatusCode: response.statusCode,
          requestId: response.headers["x-amzn-requestid"] ?? response.headers["x-amz-request-id"],
          extendedRequestId: response.headers["x-amz-id-2"],
          cfId: response.headers["x-amz-cf-id"],
        },
      });
};

export const makeClient = <ServiceInput extends object>(
  { name, protocol, toEndpoint, escapesPath, prepare }: Service<ServiceInput>,
  { limits, env, agent }: ClientSetup,
) => {
  const { maxAttempts, retryStrategy, ...transportOptions } = toAttempts(limits);
  const transport = makeTransport({ ...transportOptions, agent });
  const signRequest = makeSignRequest({ service: name, region: limits.region, escapesPath });
  const clock = makeServiceClock();
  protocol.setSerdeContext(serde);
  const withRetries = retryMiddleware({
    maxAttempts: async () => maxAttempts,
    retryStrategy: async () => retryStrategy,
  });

  const call = <Input extends ServiceInput, Output extends MetadataBearer>(
    schema: StaticOperationSchema,
  ): Operation<Input, Output> => {
    const modelled = operation(schema[1], schema[2], schema[3], schema[4], schema[5]);
    return async (input, { abortSignal } = {}) => {
      const context = { ...serde, endpoint: async () => toEndpoint(input) };
      const request = await protocol.serializeRequest(modelled, input, context);
      Object.assign(request.headers, headersOf(request, env));
      const attempt = async () => {
        const signed = signRequest(request, readCredentials(env), clock.now());
        const response = await transport.send(signed, abortSignal);
        await prepare?.(response);
        try {
          return {
            response,
            output: await protocol.deserializeResponse<Output>(modelled, context, response),
          };
        } catch (error) {
          throw withResponse(error, response);
        }
      };
      const retrying = withRetries(async () => clock.during(attempt), {
        [SMITHY_CONTEXT_KEY]: abortSignal === undefined ? {} : { abortSignal },
      });
      const { output } = await retrying({ input, request });
      return output;
    };
  };
  return { call, destroy: transport.destroy };
};
