// Takes a publication to the subscribers of its topic: e-mails go to the inbox, HTTP endpoints are posted to.
import type { InboxEntry } from "../../core/inbox-entry.ts";
import type { Log } from "../../core/log.ts";
import { type DeliverHttp, isOnLoopback } from "./http-delivery.ts";
import type { BoundedInbox } from "./inbox.ts";
import type { Publication } from "./publish.ts";
import type { Subscription } from "./topics.ts";

export type DeliverDeps = {
  readonly inbox: BoundedInbox;
  readonly deliverHttp: DeliverHttp;
  readonly log: Log;
};

/** The inbox has what it should when it returns; HTTP deliveries go on, and are handed back to be waited for. */
export type Deliver = (
  published: Publication,
  subscriptions: readonly Subscription[],
) => readonly Promise<void>[];

const toEntry = ({ topicArn, subject, message, at }: Publication, to: string): InboxEntry => ({
  topic: topicArn,
  subject,
  message,
  time: at.toISOString(),
  to,
});

export const makeDeliver =
  ({ inbox, deliverHttp, log }: DeliverDeps): Deliver =>
  (published, subscriptions) => {
    const emails = subscriptions.filter(({ protocol }) => protocol === "email");
    for (const { endpoint } of emails) inbox.add(toEntry(published, `email:${endpoint}`));
    if (emails.length === 0) inbox.add(toEntry(published, published.topicArn));

    const endpoints = subscriptions.filter(({ protocol }) => protocol !== "email");
    for (const { protocol, endpoint } of endpoints.filter((each) => !isOnLoopback(each.endpoint))) {
      // A pager or a chat that is real must not be alarmed by a local run.
      log("WARN", "sns", "an HTTP subscriber beyond the loopback is not sent anything: see the inbox", {
        endpoint,
      });
      inbox.add(toEntry(published, `${protocol}:${endpoint}`));
    }
    return endpoints
      .filter(({ endpoint }) => isOnLoopback(endpoint))
      .map(async (subscription) => deliverHttp(published, subscription));
  };
