// Takes a publication to the subscribers that fauxqs leaves out: people's mailboxes and HTTP endpoints.
import type { Log } from "../../core/log.ts";
import type { BoundedInbox } from "./bounded-inbox.ts";
import type { Engine, Subscription } from "./engine.ts";
import { type DeliverHttp, isOnLoopback } from "./http-delivery.ts";
import type { InboxEntry } from "../../core/inbox-entry.ts";
import type { Publication } from "./publication.ts";

export type FanOutDeps = {
  readonly engine: Engine;
  readonly inbox: BoundedInbox;
  readonly deliverHttp: DeliverHttp;
  readonly log: Log;
};

/** Resolves once the inbox has what it should; HTTP deliveries go on, and are handed back to be waited for. */
export type FanOut = (published: Publication) => Promise<readonly Promise<void>[]>;

const toEntry = ({ topicArn, subject, message, at }: Publication, to: string): InboxEntry => ({
  topic: topicArn,
  subject,
  message,
  time: at.toISOString(),
  to,
});

const isHttp = ({ protocol }: Subscription): boolean => protocol === "http" || protocol === "https";

export const makeFanOut = ({ engine, inbox, deliverHttp, log }: FanOutDeps): FanOut => {
  const fillInbox = (published: Publication, subscriptions: readonly Subscription[]): void => {
    const emails = subscriptions.filter(({ protocol }) => protocol === "email");
    for (const { endpoint } of emails) inbox.add(toEntry(published, `email:${endpoint}`));
    if (emails.length === 0) inbox.add(toEntry(published, published.topicArn));
  };

  const deliver = async (
    published: Publication,
    { arn, protocol, endpoint }: Subscription,
  ): Promise<void> => {
    if (isOnLoopback(endpoint)) {
      const raw = await engine.isRaw(arn);
      await deliverHttp(published, { subscriptionArn: arn, endpoint, raw });
      return;
    }
    // A pager or a chat that is real must not be alarmed from a laptop.
    log("WARN", "sns", "an HTTP subscriber beyond the loopback is not sent anything: see the inbox", {
      endpoint,
    });
    inbox.add(toEntry(published, `${protocol}:${endpoint}`));
  };

  return async (published) => {
    const subscriptions = await engine.subscriptionsOf(published.topicArn);
    fillInbox(published, subscriptions);
    for (const { protocol, endpoint } of subscriptions) {
      if (protocol === "sqs" && !engine.hasQueue(endpoint)) {
        log("ERROR", "sns", "a subscribed queue does not exist, the message is lost", {
          topic: published.topicArn,
          endpoint,
        });
      }
    }
    return subscriptions.filter(isHttp).map((subscription) => deliver(published, subscription));
  };
};
