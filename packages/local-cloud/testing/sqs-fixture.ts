// SQS alone on a port of its own, for tests: engines, service and an SDK client, without IAM and faults.
import { type Message, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Account } from "../core/account.ts";
import { startEngines } from "../services/engines.ts";
import { type Handle, listen } from "../core/server.ts";
import type { AwsCall, AwsError } from "../core/service.ts";
import { readSignature } from "../endpoint/signature.ts";
import type { Log } from "../core/log.ts";
import { makePace } from "../core/pace.ts";
import type { Attributes, Resource, ResourceType, Stack } from "../stack/resource-type.ts";
import { type Sqs, startSqs } from "../services/sqs/start-sqs.ts";

/** `{ aws_sqs_queue: { jobs: { name: "jobs" } } }` */
export type FakeResources = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;

export const toStack = (resources: FakeResources, account: Account): Stack => ({
  directory: ".",
  outputs: {},
  of: <Config>(type: ResourceType<Config>): readonly Resource<Config>[] =>
    Object.entries(resources[type.type] ?? {}).map(([name, attributes]) => {
      const place = { address: `${type.type}.${name}`, name };
      const config = type.config.parse(attributes);
      return { ...place, config, attributes: { ...attributes, ...type.computed(config, place, account) } };
    }),
});

export type FixtureOptions = {
  readonly speed?: number;
  readonly dataDirectory?: string;
  readonly now?: () => Date;
  /** What IAM or a fault would say to a call. */
  readonly refuse?: (call: AwsCall, accessKeyId: string | undefined) => AwsError | undefined;
};

export type Fixture = Sqs & {
  readonly account: Account;
  readonly client: SQSClient;
  readonly calls: readonly AwsCall[];
  readonly logged: readonly string[];
  readonly urlOf: (queue: string) => string;
  readonly arnOf: (queue: string) => string;
  readonly close: () => Promise<void>;
};

export const accountAt = (awsEndpoint: string): Account => ({
  id: "000000000000",
  region: "us-east-1",
  partition: "aws",
  awsEndpoint,
  apiEndpoint: "http://127.0.0.1:1",
});

export const startFixture = async (
  resources: FakeResources,
  options: FixtureOptions = {},
): Promise<Fixture> => {
  const { speed = 1, dataDirectory, now, refuse } = options;
  const engines = await startEngines(dataDirectory === undefined ? {} : { dataDirectory });
  const logged: string[] = [];
  const log: Log = (level, source, message) => void logged.push(`${level} ${source} ${message}`);
  const server = await listen({ port: 0, guard: "same-origin", log });
  const account = accountAt(`http://127.0.0.1:${server.port}`);
  const client = new SQSClient({
    endpoint: account.awsEndpoint,
    region: "eu-north-1",
    credentials: { accessKeyId: "someone", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  const close = async (): Promise<void> => {
    client.destroy();
    await server.close();
    await engines.stop();
  };
  try {
    const stack = toStack(resources, account);
    const common = { stack, account, fauxqs: engines.fauxqs, pace: makePace(speed), log };
    const sqs = await startSqs(now === undefined ? common : { ...common, now });
    const calls: AwsCall[] = [];
    const answer: Handle = async (request, { signal }) => {
      const call = sqs.service.identify(request);
      if (call === undefined) {
        return sqs.service.toErrorResponse(request, {
          code: "InvalidAction",
          message: "unknown",
          status: 400,
        });
      }
      calls.push(call);
      const refusal = refuse?.(call, readSignature(request)?.accessKeyId);
      return refusal === undefined
        ? sqs.service.handle(call, signal)
        : sqs.service.toErrorResponse(request, refusal);
    };
    server.use((request, connection) => answer(request, connection));
    return {
      ...sqs,
      account,
      client,
      calls,
      logged,
      urlOf: (queue) => `${account.awsEndpoint}/${account.id}/${queue}`,
      arnOf: (queue) => `arn:aws:sqs:us-east-1:${account.id}:${queue}`,
      close: async () => {
        await sqs.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
};

/** Asks until the answer is there; rejects with the last answer after `within` milliseconds. */
export const until = async <T>(
  ask: () => Promise<T> | T,
  is: (answer: T) => boolean,
  within = 5000,
): Promise<T> => {
  const deadline = performance.now() + within;
  for (;;) {
    const answer = await ask();
    if (is(answer)) return answer;
    if (performance.now() > deadline)
      throw new Error(`still waiting; last answer: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

type Refusal = Error & { readonly $metadata?: { readonly httpStatusCode?: number } };

/** The error that an attempt ends in; rejects when it succeeds. */
export const refusalOf = async (attempt: Promise<unknown>): Promise<Refusal> => {
  try {
    await attempt;
  } catch (error) {
    return error as Refusal;
  }
  throw new Error("expected a refusal");
};

export const sendTo = async (sqs: Fixture, queue: string, MessageBody: string, options: object = {}) =>
  sqs.client.send(new SendMessageCommand({ QueueUrl: sqs.urlOf(queue), MessageBody, ...options }));

/** One message unless told otherwise, with every attribute. */
export const receiveFrom = async (
  sqs: Fixture,
  queue: string,
  options: object = {},
): Promise<readonly Message[]> => {
  const command = new ReceiveMessageCommand({
    QueueUrl: sqs.urlOf(queue),
    MessageAttributeNames: ["All"],
    MessageSystemAttributeNames: ["All"],
    ...options,
  });
  return (await sqs.client.send(command)).Messages ?? [];
};
