// SNS behind the common endpoint: the stack's topics, to which anybody who may can publish, and their subscriptions.
//
// E-mails end up in an inbox in memory. No confirmation is asked for: a subscription counts from the start.
import type { HttpRequest } from "../../core/http.ts";
import type { InboxEntry } from "../../core/state.ts";
import { type AwsService, ServiceError } from "../../core/service.ts";
import { element } from "../../core/xml.ts";
import type { ServiceDeps } from "../../endpoint/service-deps.ts";
import { makeInbox, toEntries } from "./inbox.ts";
import { actionOf, readForm, readPublication, topicArnOf } from "./publish.ts";
import { listSubscriptions } from "./list-subscriptions.ts";
import { toAnswerResponse, toErrorResponse } from "./responses.ts";
import { topicsOf } from "./topics.ts";

export type Sns = {
  readonly service: AwsService;
  /** Oldest first; the last thousand. */
  readonly inbox: () => readonly InboxEntry[];
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

type SnsDeps = Pick<ServiceDeps, "stack" | "account" | "now">;

/** Throws, naming the resource, when a subscription is on a topic that is none of the stack's. */
export const startSns = ({ stack, account, now }: SnsDeps): Sns => {
  const topics = topicsOf(stack);
  const inbox = makeInbox();
  /** Each answers the XML of its result. */
  const operations: Readonly<Record<string, (form: ReadonlyMap<string, string>) => string>> = {
    Publish: (form) => {
      const published = readPublication(form, topics, now());
      for (const entry of toEntries(published, topics.get(published.topicArn) ?? [])) inbox.add(entry);
      return element("MessageId", published.id);
    },
    ListSubscriptionsByTopic: (form) => listSubscriptions(form, topics, account),
  };
  const service: AwsService = {
    name: "sns",
    operations: Object.keys(operations),
    nameOperation: (request) => actionOf(request) ?? "a request without Action",
    identify: (request) => {
      const operation = actionOf(request);
      if (operation === undefined || !Object.hasOwn(operations, operation)) return undefined;
      return {
        service: "sns",
        operation,
        action: `sns:${operation}`,
        resources: [resourceOf(request)],
        request,
      };
    },
    handle: async ({ operation, request }) => {
      try {
        return toAnswerResponse(operation, operations[operation]?.(readForm(request)) ?? "");
      } catch (error) {
        if (error instanceof ServiceError) return toErrorResponse(error);
        throw error;
      }
    },
    toErrorResponse: (_request, error) => toErrorResponse(error),
  };
  return { service, inbox: inbox.entries };
};
