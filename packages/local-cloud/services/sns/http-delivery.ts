// Delivers to HTTP subscribers, as SNS does; but never beyond the loopback.
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../core/log.ts";
import type { Publication } from "./publish.ts";
import type { Subscription } from "./topics.ts";

/** Real milliseconds between attempts: three retries as on AWS, where they are 20 s apart. */
const pauses = [200, 400, 800] as const;
const timeoutMs = 5_000;

/** The signature is none: subscribers that check signatures refuse it. */
const toEnvelope = (published: Publication, subscriptionArn: string, awsEndpoint: string): string =>
  JSON.stringify({
    Type: "Notification",
    MessageId: published.id,
    TopicArn: published.topicArn,
    ...(published.subject === null ? {} : { Subject: published.subject }),
    Message: published.message,
    Timestamp: published.at.toISOString(),
    SignatureVersion: "1",
    Signature: "local",
    SigningCertURL: `${awsEndpoint}/local.pem`,
    UnsubscribeURL: `${awsEndpoint}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
  });

const toHeaders = (published: Publication, { arn, isRaw }: Subscription): Record<string, string> => ({
  "content-type": "text/plain; charset=UTF-8",
  "user-agent": "Amazon Simple Notification Service Agent",
  "x-amz-sns-message-type": "Notification",
  "x-amz-sns-message-id": published.id,
  "x-amz-sns-topic-arn": published.topicArn,
  "x-amz-sns-subscription-arn": arn,
  ...(isRaw ? { "x-amz-sns-rawdelivery": "true" } : {}),
});

export const isOnLoopback = (endpoint: string): boolean => {
  const host = URL.parse(endpoint)?.hostname ?? "";
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d+){3}$/.test(host);
};

/** SNS gives up at once on 4xx other than 429. */
const isFinal = (status: number): boolean => status >= 300 && status < 500 && status !== 429;

type Outcome = { readonly delivered: boolean; readonly final: boolean; readonly reason: string };

export type DeliverHttp = (published: Publication, subscriber: Subscription) => Promise<void>;

/** Resolves when the message is delivered, or lost, which is logged; ends early when `stopping` fires. */
export const makeDeliverHttp = (awsEndpoint: string, log: Log, stopping: AbortSignal): DeliverHttp => {
  const attempt = async (published: Publication, subscriber: Subscription): Promise<Outcome> => {
    const { endpoint, arn, isRaw } = subscriber;
    try {
      const { status, body } = await fetch(endpoint, {
        method: "POST",
        headers: toHeaders(published, subscriber),
        body: isRaw ? published.message : toEnvelope(published, arn, awsEndpoint),
        redirect: "manual",
        signal: AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)]),
      });
      await body?.cancel();
      return { delivered: status < 300, final: isFinal(status), reason: `status ${status}` };
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      return { delivered: false, final: false, reason: String(cause) };
    }
  };

  return async (published, subscriber) => {
    const fields = { topic: published.topicArn, endpoint: subscriber.endpoint, id: published.id };
    for (const pause of [...pauses, undefined]) {
      const { delivered, final, reason } = await attempt(published, subscriber);
      if (delivered) return;
      if (stopping.aborted) break;
      if (final || pause === undefined) {
        log("ERROR", "sns", "an HTTP subscriber could not be reached, the message is lost", {
          ...fields,
          reason,
        });
        return;
      }
      await sleep(pause, undefined, { signal: stopping }).catch(() => undefined); // stopped: the next attempt ends it
    }
    log("WARN", "sns", "stopped before an HTTP subscriber had its message", fields);
  };
};
