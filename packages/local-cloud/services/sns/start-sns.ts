// SNS behind the common endpoint: the stack's topics, to which anybody who may can publish.
//
// E-mails end up in an inbox in memory; HTTP subscribers are posted to when they are on the loopback. No confirmation
// is asked for: a subscription counts from the start, and no SubscriptionConfirmation is sent.
import type { Account } from "../../core/account.ts";
import type { HttpRequest, HttpResponse } from "../../core/http.ts";
import type { InboxEntry } from "../../core/inbox-entry.ts";
import type { Log } from "../../core/log.ts";
import { type AwsService, ServiceError } from "../../core/service.ts";
import type { Stack } from "../../stack/resource-type.ts";
import { makeDeliver } from "./deliver.ts";
import { actionOf, readForm } from "./form.ts";
import { makeDeliverHttp } from "./http-delivery.ts";
import { makeInbox } from "./inbox.ts";
import { readPublication, topicArnOf } from "./publish.ts";
import { toErrorResponse, toPublishResponse } from "./responses.ts";
import { topicsOf } from "./topics.ts";

export type SnsDeps = {
  readonly stack: Stack;
  readonly account: Account;
  readonly log: Log;
  readonly now: () => Date;
};

export type Sns = {
  readonly service: AwsService;
  /** Oldest first; the last thousand. */
  readonly inbox: () => readonly InboxEntry[];
  readonly stop: () => Promise<void>;
};

/** `*` for a form that cannot be read: it is refused before anything is done. */
const resourceOf = (request: HttpRequest): string => {
  try {
    return topicArnOf(readForm(request)) ?? "*";
  } catch (error) {
    if (error instanceof ServiceError) return "*";
    throw error;
  }
};

/** Throws, naming the resource, when a subscription is on a topic that is none of the stack's. */
export const startSns = ({ stack, account, log, now }: SnsDeps): Sns => {
  const stopping = new AbortController();
  const topics = topicsOf(stack);
  const inbox = makeInbox();
  const deliverHttp = makeDeliverHttp(account.awsEndpoint, log, stopping.signal);
  const deliver = makeDeliver({ inbox, deliverHttp, log });
  const underWay = new Set<Promise<void>>();

  const track = (delivery: Promise<void>): void => {
    const tracked = delivery
      .catch((error: unknown) => log("ERROR", "sns", "a delivery failed", { reason: String(error) }))
      .finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };

  const publish = (request: HttpRequest): HttpResponse => {
    const published = readPublication(readForm(request), topics, now());
    for (const delivery of deliver(published, topics.get(published.topicArn) ?? [])) track(delivery);
    return toPublishResponse(published.id);
  };

  const service: AwsService = {
    name: "sns",
    operations: ["Publish"],
    nameOperation: (request) => actionOf(request) ?? "a request without Action",
    identify: (request) =>
      actionOf(request) === "Publish"
        ? {
            service: "sns",
            operation: "Publish",
            action: "sns:Publish",
            resources: [resourceOf(request)],
            request,
          }
        : undefined,
    handle: async ({ request }) => {
      try {
        return publish(request);
      } catch (error) {
        if (error instanceof ServiceError) return toErrorResponse(error);
        throw error;
      }
    },
    toErrorResponse: (_request, error) => toErrorResponse(error),
  };
  return {
    service,
    inbox: inbox.entries,
    stop: async () => {
      stopping.abort();
      await Promise.all(underWay);
    },
  };
};
