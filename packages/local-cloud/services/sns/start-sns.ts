// SNS behind the common endpoint: the stack's topics, to which anybody who may can publish.
//
// E-mails end up in an inbox in memory. No confirmation is asked for: a subscription counts from the start.
import type { HttpRequest } from "../../core/http.ts";
import type { InboxEntry } from "../../core/state.ts";
import { type AwsService, ServiceError } from "../../core/service.ts";
import type { ServiceDeps } from "../../endpoint/service-deps.ts";
import { makeInbox, toEntries } from "./inbox.ts";
import { actionOf, readForm, readPublication, topicArnOf } from "./publish.ts";
import { toErrorResponse, toPublishResponse } from "./responses.ts";
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

/** Throws, naming the resource, when a subscription is on a topic that is none of the stack's. */
export const startSns = ({ stack, now }: Pick<ServiceDeps, "stack" | "now">): Sns => {
  const topics = topicsOf(stack);
  const inbox = makeInbox();
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
        const published = readPublication(readForm(request), topics, now());
        for (const entry of toEntries(published, topics.get(published.topicArn) ?? [])) inbox.add(entry);
        return toPublishResponse(published.id);
      } catch (error) {
        if (error instanceof ServiceError) return toErrorResponse(error);
        throw error;
      }
    },
    toErrorResponse: (_request, error) => toErrorResponse(error),
  };
  return { service, inbox: inbox.entries };
};
