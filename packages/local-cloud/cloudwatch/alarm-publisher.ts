// Publishes alarm notifications to SNS: real, signed calls to the AWS endpoint, so that IAM and faults strike them.
import { PublishCommand, SNSClient, SNSServiceException } from "@aws-sdk/client-sns";
import type { Account } from "../account.ts";
import type { Credentials } from "../aws/principals.ts";
import type { Log } from "../log.ts";
import type { Pace } from "../pace.ts";
import type { Notification } from "./alarm-notification.ts";

export type AlarmPublisherDeps = {
  readonly account: Account;
  readonly credentials: Credentials;
  readonly pace: Pace;
  readonly log: Log;
};

export type AlarmPublisher = {
  /** Returns at once. Notifications of one alarm go out in order. A lost one is logged, never thrown. */
  readonly publish: (alarm: string, topicArn: string, notification: Notification) => void;
  readonly stop: () => Promise<void>;
};

/** Milliseconds of AWS time between attempts; how long CloudWatch goes on trying is not documented. */
const pauses = [1_000, 2_000, 4_000, 8_000, 16_000] as const;

const isRefusal = (error: unknown): boolean => {
  const status = error instanceof SNSServiceException ? error.$metadata.httpStatusCode : undefined;
  return status !== undefined && status >= 400 && status < 500 && status !== 429;
};

const isThrottling = (error: unknown): boolean =>
  error instanceof Error && /throttl|toomanyrequests|limitexceeded/i.test(error.name);

const toClient = ({ account, credentials }: AlarmPublisherDeps): SNSClient =>
  new SNSClient({
    endpoint: account.awsEndpoint,
    region: account.region,
    credentials,
    maxAttempts: 1, // the attempts are counted here
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });

export const makeAlarmPublisher = (deps: AlarmPublisherDeps): AlarmPublisher => {
  const { pace, log } = deps;
  const client = toClient(deps);
  const stopping = new AbortController();
  const queues = new Map<string, Promise<void>>();

  const send = async (topicArn: string, { subject, message }: Notification): Promise<void> => {
    const command = new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message });
    await client.send(command, { abortSignal: stopping.signal });
  };

  const deliver = async (alarm: string, topicArn: string, notification: Notification): Promise<void> => {
    const fail = (message: string, error: unknown): void => {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      log("ERROR", "cloudwatch", `alarm ${alarm}: ${message}`, {
        topic: topicArn,
        subject: notification.subject,
        reason,
      });
    };
    for (let attempt = 0; !stopping.signal.aborted; attempt += 1) {
      try {
        await send(topicArn, notification);
        return;
      } catch (error) {
        if (stopping.signal.aborted) break;
        if (isRefusal(error) && !isThrottling(error))
          return fail("SNS refused the notification, which is lost", error);
        const pause = pauses[attempt];
        if (pause === undefined) return fail("SNS could not be reached, the notification is lost", error);
        await pace.wait(pause, stopping.signal).catch(() => undefined); // stopped: the loop ends
      }
    }
    log("WARN", "cloudwatch", `alarm ${alarm}: stopped before the notification went out`, {
      topic: topicArn,
    });
  };

  return {
    publish: (alarm, topicArn, notification) => {
      const before = queues.get(alarm);
      const mine = async (): Promise<void> => {
        await before;
        await deliver(alarm, topicArn, notification);
      };
      queues.set(alarm, mine());
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(queues.values());
      client.destroy();
    },
  };
};
