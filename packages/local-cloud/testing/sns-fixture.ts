// SNS behind a real endpoint, with an HTTP subscriber to watch: for tests.
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { makeEndpoint } from "../endpoint/endpoint.ts";
import { makeFaults } from "../endpoint/faults.ts";
import type { HttpRequest, HttpResponse } from "../core/http.ts";
import { type Credentials, makePrincipals } from "../core/principals.ts";
import { listen, type Listening, type Outcome } from "../core/server.ts";
import { anAccount, decodedStack } from "./stack.ts";
import type { Authorize } from "../policy/authorize.ts";
import type { Log } from "../core/log.ts";
import { type Sns, startSns } from "../services/sns/start-sns.ts";

export const arnOf = (name: string): string => `arn:aws:sns:us-east-1:000000000000:${name}`;
export const alerts = arnOf("alerts");
export const denial = "User: worker is not authorized to perform: sns:Publish";

type Logged = {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

const control = (): HttpResponse => ({ status: 404, headers: {}, body: Buffer.alloc(0) });
const role = { kind: "role", arn: "arn:aws:iam::000000000000:role/worker" } as const;
const now = (): Date => new Date("2026-11-29T10:00:00Z");
const anybody = { accessKeyId: "any", secretAccessKey: "any" };

const listenAsHook = async (received: HttpRequest[], answers: Outcome[], log: Log): Promise<Listening> =>
  await listen({
    port: 0,
    guard: "same-origin",
    log,
    handle: async (request) => {
      received.push(request);
      return answers.shift() ?? { status: 200, headers: {}, body: Buffer.alloc(0) };
    },
  });

const authorize: Authorize = (caller) =>
  caller.kind === "operator" ? { allowed: true } : { allowed: false, message: denial };

export type SnsFixture = Awaited<ReturnType<typeof openSnsFixture>>;

export const openSnsFixture = async () => {
  const received: HttpRequest[] = [];
  const answers: Outcome[] = [];
  const logged: Logged[] = [];
  const log: Log = (level, _source, message, fields = {}) => logged.push({ level, message, fields });
  const principals = makePrincipals();
  const server = await listen({ port: 0, guard: "same-origin", log });
  const hook = await listenAsHook(received, answers, log);
  const endpoint = `http://127.0.0.1:${server.port}`;
  const toClient = (region: string, credentials: Credentials | typeof anybody): SNSClient =>
    new SNSClient({ endpoint, region, credentials, maxAttempts: 1 });
  const client = toClient("us-east-1", anybody);
  let sns: Sns | undefined;
  return {
    endpoint,
    /** An operator's. */
    client,
    /** What the HTTP subscriber got … */
    received,
    /** … and what it answers first; 200 from then on. */
    answers,
    hookUrl: `http://127.0.0.1:${hook.port}/hook?a=b`,
    logged,
    /** The stack has the one topic `alerts`, and these subscriptions to it. */
    start: async (subscriptions: Readonly<Record<string, object>>, topic: object = {}): Promise<Sns> => {
      const account = { ...anAccount, awsEndpoint: endpoint };
      const onAlerts = Object.entries(subscriptions).map(
        ([name, each]) => [name, { topic_arn: alerts, ...each }] as const,
      );
      const stack = decodedStack({
        aws_sns_topic: { alerts: { name: "alerts", ...topic } },
        aws_sns_topic_subscription: Object.fromEntries(onAlerts),
      });
      sns = startSns({ stack, account, log, now });
      const services = [sns.service];
      const faults = makeFaults(services);
      server.use(makeEndpoint({ services, principals, authorize, faults, log, control }));
      return sns;
    },
    publish: async (message: string, subject?: string) => {
      const optional = subject === undefined ? {} : { Subject: subject };
      return client.send(new PublishCommand({ TopicArn: alerts, Message: message, ...optional }));
    },
    clientIn: (region: string) => toClient(region, anybody),
    /** A role's; every role is denied everything. */
    clientOfRole: () => toClient("us-east-1", principals.credentialsOf(role)),
    close: async () => {
      client.destroy();
      await sns?.stop();
      await Promise.all([server.close(), hook.close()]);
    },
  };
};
