// SNS behind a real endpoint: for tests.
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { makeEndpoint } from "../endpoint/endpoint.ts";
import { makeFaults } from "../endpoint/faults.ts";
import type { HttpResponse } from "../core/http.ts";
import { toLoopbackClient } from "../core/loopback-client.ts";
import { type Credentials, makePrincipals } from "../core/principals.ts";
import { listen } from "../core/server.ts";
import { anAccount, decodedStack } from "./stack.ts";
import type { Authorize } from "../policy/authorize.ts";
import { type Sns, startSns } from "../services/sns/start-sns.ts";

export const arnOf = (name: string): string => `arn:aws:sns:us-east-1:000000000000:${name}`;
export const alerts = arnOf("alerts");
export const denial = "User: worker is not authorized to perform: sns:Publish";

const control = (): HttpResponse => ({ status: 404, headers: {}, body: Buffer.alloc(0) });
const role = { kind: "role", arn: "arn:aws:iam::000000000000:role/worker" } as const;
const now = (): Date => new Date("2026-11-29T10:00:00Z");
const log = (): void => {};
const anybody = { accessKeyId: "any", secretAccessKey: "any" };

const authorize: Authorize = (caller) =>
  caller.kind === "operator" ? { allowed: true } : { allowed: false, message: denial };

export type SnsFixture = Awaited<ReturnType<typeof openSnsFixture>>;

export const openSnsFixture = async () => {
  const principals = makePrincipals();
  const server = await listen({ port: 0, guard: "same-origin", log });
  const endpoint = `http://127.0.0.1:${server.port}`;
  const toClient = (region: string, credentials: Credentials | typeof anybody): SNSClient =>
    new SNSClient(toLoopbackClient(endpoint, credentials, region));
  const client = toClient("us-east-1", anybody);
  return {
    endpoint,
    /** An operator's. */
    client,
    /** The stack has the one topic `alerts`, and these subscriptions to it. */
    start: async (subscriptions: Readonly<Record<string, object>>, topic: object = {}): Promise<Sns> => {
      const onAlerts = Object.entries(subscriptions).map(
        ([name, each]) => [name, { topic_arn: alerts, ...each }] as const,
      );
      const stack = decodedStack({
        aws_sns_topic: { alerts: { name: "alerts", ...topic } },
        aws_sns_topic_subscription: Object.fromEntries(onAlerts),
      });
      const sns = startSns({ stack, account: anAccount, now });
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
      await server.close();
    },
  };
};
