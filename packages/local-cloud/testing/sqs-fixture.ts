// SQS alone on a port of its own, for tests: the service and an SDK client, without faults.
import { type Message, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { toLoopbackClient } from "../core/loopback-client.ts";
import { type Handle, listen } from "../core/server.ts";
import type { Principal } from "../core/principals.ts";
import type { AwsCall } from "../core/service.ts";
import type { Authorize } from "../policy/authorize.ts";
import type { Log } from "../core/log.ts";
import { makeClock } from "../core/clock.ts";
import { startSqs } from "../services/sqs/start-sqs.ts";
import { anAccount, decodedStack, type Resources } from "./stack.ts";

export type FixtureOptions = {
  readonly speed?: number;
  /** In memory without it. */
  readonly file?: string;
  readonly now?: () => Date;
  /** What IAM says to a move task. */
  readonly authorize?: Authorize;
  /** Whom requests come from; a person unless told otherwise. */
  readonly principal?: () => Principal;
};

export type Fixture = Awaited<ReturnType<typeof startFixture>>;

export const startFixture = async (resources: Resources, options: FixtureOptions = {}) => {
  const { speed = 1, file, now = () => new Date(), authorize = () => ({ allowed: true }) } = options;
  const { principal = () => ({ kind: "operator" }) } = options;
  const logged: Readonly<Record<string, unknown>>[] = [];
  const log: Log = (level, source, message, fields) => {
    logged.push({ level, source, message, ...fields });
  };
  const server = await listen({ port: 0, guard: "same-origin", log });
  const account = { ...anAccount, awsEndpoint: `http://127.0.0.1:${server.port}` };
  const client = new SQSClient(toLoopbackClient(account.awsEndpoint, undefined, "eu-north-1"));
  const close = async (): Promise<void> => {
    client.destroy();
    await server.close();
  };
  try {
    const stack = decodedStack(resources, account);
    const clock = makeClock(speed);
    const sqs = startSqs({ stack, account, authorize, file, clock, log, now });
    const calls: AwsCall[] = [];
    const endpoint: Handle = async (request, { signal }) => {
      const call = sqs.service.identify(request);
      if (call === undefined) {
        return sqs.service.toErrorResponse(request, {
          code: "InvalidAction",
          message: "unknown",
          status: 400,
        });
      }
      calls.push(call);
      return sqs.service.handle(call, { principal: principal(), signal });
    };
    server.use(endpoint);
    return {
      ...sqs,
      account,
      client,
      /** What the port hands requests to. */
      endpoint,
      calls,
      /** Every entry of the log, without its time. */
      logged,
      urlOf: (queue: string) => `${account.awsEndpoint}/${account.id}/${queue}`,
      arnOf: (queue: string) => `arn:aws:sqs:us-east-1:${account.id}:${queue}`,
      close: async () => {
        await sqs.stop();
        await close();
        sqs.close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
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
