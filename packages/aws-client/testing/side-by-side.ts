// Lets the slim client and the SDK's own do the same against one fake, at one fixed time, for tests that compare them.
import { Client } from "@smithy/core/client";
import type { HttpResponse } from "@smithy/types";
import { stub, useFakeTimers, type SinonFakeTimers, type SinonStub } from "sinon";
import type { ClientLimits } from "../client-config.ts";
import type { Environment } from "../endpoint.ts";
import type { DynamoDb, S3, Sqs } from "../operations.ts";
import * as sdk from "../sdk-clients.ts";
import * as slim from "../slim-clients.ts";
import { startFakeAws, type FakeAws, type Script, type WireRequest } from "./fake-aws.ts";

/** Each makes the client, once. */
export type Clients = { readonly s3: () => S3; readonly dynamoDb: () => DynamoDb; readonly sqs: () => Sqs };
export type Use = (clients: Clients, endpoint: string) => Promise<unknown>;

export type Outcome = {
  readonly requests: readonly WireRequest[];
  /** What was returned, or what is known about the error that was thrown. */
  readonly value: unknown;
};

/** The SDK adds it for developers to what it cannot read. */
const HINT = /\n {2}Deserialization error: .*/;

/** Errors are equal when all is equal that code can see of them, but for the place that they were thrown at. */
const toFacts = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const {
    stack: _stack,
    $response,
    ...own
  } = Object.getOwnPropertyDescriptors(error) as PropertyDescriptorMap;
  return {
    kind: error.constructor,
    ...Object.fromEntries(Object.entries(own).map(([name, { value }]) => [name, toFacts(value)])),
    message: error.message.replace(HINT, ""),
    $response: ($response?.value as Partial<HttpResponse> | undefined)?.statusCode,
  };
};

/** The server would tell the real time, and clients go by it. */
const withTime =
  (script: Script): Script =>
  (request) => {
    const answer = script(request);
    return typeof answer === "string"
      ? answer
      : { ...answer, headers: { date: new Date().toUTCString(), ...answer.headers } };
  };

/** The slim client names itself once, unsigned; the SDK a second time in a header that it signs. */
const withoutUserAgent = (client: object): void => {
  if (!(client instanceof Client)) return;
  client.middlewareStack.add(
    (next) => async (args) => {
      const { headers } = args.request as { readonly headers: Record<string, string> };
      delete headers["x-amz-user-agent"];
      return next(args);
    },
    { step: "build", name: "withoutUserAgent", priority: "low" },
  );
};

const withoutName = ({ headers, ...request }: WireRequest): WireRequest => {
  const { "user-agent": _name, ...others } = headers;
  return { ...request, headers: others };
};

export type SideBySide = {
  /** The outcomes of both, one after the other; the fake's answers begin anew for each. */
  run(use: Use, toScript: () => Script): Promise<{ readonly slim: Outcome; readonly sdk: Outcome }>;
};

/** Fixes the clock, the ids and the pauses, too. Ask for it inside a test, with what else is in the environment. */
export const useSideBySide = ({ limits = {} }: { readonly limits?: Partial<ClientLimits> } = {}): ((
  more?: Environment,
) => SideBySide) => {
  let aws: FakeAws;
  let clock: SinonFakeTimers;
  let stubs: readonly SinonStub[];
  before(async () => {
    aws = await startFakeAws();
  });
  beforeEach(() => {
    clock = useFakeTimers({ now: Date.UTC(2026, 10, 28, 9, 30, 15, 123), toFake: ["Date"] });
    stubs = [
      stub(globalThis.crypto, "randomUUID").returns("6f1e2c9a-0000-4000-8000-000000000001"),
      stub(Math, "random").returns(0),
    ];
  });
  afterEach(() => {
    clock.restore();
    for (const each of stubs) each.restore();
  });
  after(async () => aws.stop());

  const runOne = async (from: typeof slim, use: Use, script: Script, more: Environment): Promise<Outcome> => {
    const env = {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      ...more,
    };
    const bounds = { region: "eu-west-1", maxAttempts: 3, requestTimeoutMs: 1_500, ...limits };
    const made: (S3 | DynamoDb | Sqs)[] = [];
    const lazily = <C extends S3 | DynamoDb | Sqs>(make: (bounds: ClientLimits, env: Environment) => C) => {
      let client: C | undefined;
      return (): C => {
        if (client === undefined) {
          client = make(bounds, env);
          withoutUserAgent(client);
          made.push(client);
        }
        return client;
      };
    };
    const clients = {
      s3: lazily(from.makeS3),
      dynamoDb: lazily(from.makeDynamoDb),
      sqs: lazily(from.makeSqs),
    };
    aws.answer(withTime(script));
    const value = await use(clients, aws.endpoint).catch(toFacts);
    for (const client of made) client.destroy();
    return { requests: aws.requests.map(withoutName), value };
  };

  return (more = {}) => ({
    run: async (use, toScript) => ({
      slim: await runOne(slim, use, toScript(), more),
      sdk: await runOne(sdk, use, toScript(), more),
    }),
  });
};
