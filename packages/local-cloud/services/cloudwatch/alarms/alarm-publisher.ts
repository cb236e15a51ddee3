// Publishes alarm notifications to SNS: real, signed calls to the AWS endpoint, so that IAM and injected faults apply.
import { PublishCommand, SNSClient, SNSServiceException } from "@aws-sdk/client-sns";
import { toLoopbackClient } from "../../../core/loopback-client.ts";
import type { Credentials } from "../../../core/principals.ts";
import type { Level } from "../../../core/log.ts";
import type { ServiceDeps } from "../../../endpoint/service-deps.ts";
import type { Notification } from "./alarm-notification.ts";

type Deps = Pick<ServiceDeps, "account" | "clock" | "log"> & {
  /** CloudWatch's own, in the name of an alarm. */
  readonly credentialsOf: (alarm: string) => Credentials;
};

type Outgoing = { readonly topicArn: string; readonly notification: Notification };

export type AlarmPublisher = ReturnType<typeof makeAlarmPublisher>;

/** Milliseconds of AWS time before attempt n + 1. CloudWatch's own pauses are not documented. */
const pauseAfter = (attempts: number): number => Math.min(1_000 * 2 ** (attempts - 1), 30_000);

/** After so many attempts it is said that SNS cannot be reached. */
const attemptsBeforeWarning = 6;

/** Notifications of one alarm, the one that is being sent among them; beyond it the oldest that waits is lost. */
const queueLimit = 100;

const isRefusal = (error: unknown): boolean => {
  const status = error instanceof SNSServiceException ? error.$metadata.httpStatusCode : undefined;
  return status !== undefined && status >= 400 && status < 500 && status !== 429;
};

const isThrottling = (error: unknown): boolean =>
  error instanceof Error && /throttl|toomanyrequests|limitexceeded/i.test(error.name);

const toClient = ({ account, credentialsOf }: Deps, alarm: string): SNSClient =>
  new SNSClient({
    // One attempt: they are counted here.
    ...toLoopbackClient(account.awsEndpoint, credentialsOf(alarm), account.region),
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });

export const makeAlarmPublisher = (deps: Deps) => {
  const { clock, log } = deps;
  const clients = new Map<string, SNSClient>();
  const stopping = new AbortController();
  const queues = new Map<string, Outgoing[]>();
  const running = new Set<Promise<void>>();

  const clientOf = (alarm: string): SNSClient => {
    const client = clients.get(alarm) ?? toClient(deps, alarm);
    clients.set(alarm, client);
    return client;
  };

  const send = async (alarm: string, { topicArn, notification }: Outgoing): Promise<void> => {
    const { subject, message } = notification;
    const command = new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message });
    await clientOf(alarm).send(command, { abortSignal: stopping.signal });
  };

  const deliver = async (alarm: string, outgoing: Outgoing): Promise<void> => {
    const { topicArn, notification } = outgoing;
    const say = (level: Level, message: string, error: unknown): void => {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      const { subject } = notification;
      log(level, "cloudwatch", `alarm ${alarm}: ${message}`, { topic: topicArn, subject, reason });
    };
    for (let attempt = 1; !stopping.signal.aborted; attempt += 1) {
      try {
        await send(alarm, outgoing);
        return;
      } catch (error) {
        if (stopping.signal.aborted) break;
        if (isRefusal(error) && !isThrottling(error))
          return say("ERROR", "SNS refused the notification, which is lost", error);
        if (attempt === attemptsBeforeWarning)
          say("WARN", "SNS cannot be reached, the notification is tried again until it can", error);
        await clock.wait(pauseAfter(attempt), stopping.signal).catch(() => undefined); // stopped: the loop ends
      }
    }
    log("WARN", "cloudwatch", `alarm ${alarm}: stopped before the notification went out`, {
      topic: topicArn,
    });
  };

  /** The first is the one under way. */
  const workOff = async (alarm: string, queue: Outgoing[]): Promise<void> => {
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      await deliver(alarm, next);
      queue.shift();
    }
  };

  return {
    /**
     * Returns at once. Notifications of one alarm go out in order; one that cannot is tried until `stop`, and those
     * behind it wait. A lost one is logged, never thrown.
     */
    publish: (alarm: string, topicArn: string, notification: Notification): void => {
      const queue = queues.get(alarm) ?? [];
      queues.set(alarm, queue);
      queue.push({ topicArn, notification });
      if (queue.length === 1) {
        const work = workOff(alarm, queue).finally(() => running.delete(work));
        running.add(work);
      }
      if (queue.length <= queueLimit) return;
      const [lost] = queue.splice(1, 1);
      log("ERROR", "cloudwatch", `alarm ${alarm}: too many notifications wait, the oldest is lost`, {
        topic: lost?.topicArn,
        subject: lost?.notification.subject,
      });
    },
    stop: async (): Promise<void> => {
      stopping.abort();
      await Promise.all(running);
      for (const client of clients.values()) client.destroy();
    },
  };
};
