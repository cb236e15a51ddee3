// SNS: topics of the stack behind the query protocol, with every kind of subscriber served.
//
// fauxqs keeps topics and subscriptions and fans out to queues. E-mails end up in an inbox in memory. HTTP
// subscribers are posted to when they are on the loopback. No confirmation is asked for: a subscription counts from
// the start, and no SubscriptionConfirmation is sent.
import type { FauxqsServer } from "fauxqs";
import type { Account } from "../../core/account.ts";
import type { HttpRequest, HttpResponse } from "../../core/http.ts";
import type { AwsService } from "../../core/service.ts";
import type { Authorize } from "../../policy/authorize.ts";
import type { Log } from "../../core/log.ts";
import type { Stack } from "../../stack/resource-type.ts";
import { makeInbox } from "./bounded-inbox.ts";
import { makeEngine } from "./engine.ts";
import { toErrorResponse } from "./error-response.ts";
import { makeFanOut } from "./fan-out.ts";
import { makeDeliverHttp } from "./http-delivery.ts";
import { findFault } from "./find-fault.ts";
import { actionOf, type Form, FormFault, readForm } from "./form.ts";
import type { InboxEntry } from "../../core/inbox-entry.ts";
import { findOperation, operationNames, type Operation } from "./operations.ts";
import { readPublications } from "./publication.ts";
import { createTopics } from "./topics.ts";

export type SnsDeps = {
  readonly stack: Stack;
  readonly account: Account;
  readonly fauxqs: FauxqsServer;
  /** Asked whether SNS may send to the queues that are subscribed. */
  readonly authorize: Authorize;
  readonly log: Log;
  readonly now: () => Date;
};

export type Sns = {
  readonly service: AwsService;
  /** Oldest first; the last thousand. */
  readonly inbox: () => readonly InboxEntry[];
  readonly stop: () => Promise<void>;
};

const inboxLimit = 1_000;

/** `*` for a form that cannot be read: it is refused before anything is done. */
const resourceOf = (operation: Operation, request: HttpRequest, account: Account): string => {
  try {
    return operation.resource(readForm(request), account);
  } catch (error) {
    if (error instanceof FormFault) return "*";
    throw error;
  }
};

/** `TargetArn` is another name for a topic's ARN, which fauxqs does not know. */
const withTopicArn = (form: Form): Form => {
  const target = form.get("TargetArn");
  return target === undefined || form.has("TopicArn") ? form : new Map([...form, ["TopicArn", target]]);
};

/** Rejects, naming the resource, when a subscription of the stack could never be delivered to. */
export const startSns = async (deps: SnsDeps): Promise<Sns> => {
  const { stack, account, fauxqs, authorize, log, now } = deps;
  const stopping = new AbortController();
  const engine = makeEngine(fauxqs);
  const inbox = makeInbox(inboxLimit);
  const fanOut = makeFanOut({
    engine,
    inbox,
    deliverHttp: makeDeliverHttp(account.awsEndpoint, log, stopping.signal),
    log,
  });
  const underWay = new Set<Promise<void>>();
  await createTopics({ stack, account, authorize, engine });

  const track = (delivery: Promise<void>): void => {
    const tracked = delivery
      .catch((error: unknown) => log("ERROR", "sns", "a delivery failed", { reason: String(error) }))
      .finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };

  const publish = async (form: Form): Promise<HttpResponse> => {
    const answer = await engine.post(form);
    if (answer.status !== 200) return answer;
    for (const published of readPublications(form, answer.body.toString("utf8"), now())) {
      for (const delivery of await fanOut(published)) track(delivery);
    }
    return answer;
  };

  const carryOut = async (operation: string, form: Form): Promise<HttpResponse> => {
    const fault = findFault(operation, form);
    if (fault !== undefined) return toErrorResponse(fault);
    return operation === "Publish" || operation === "PublishBatch"
      ? await publish(form)
      : await engine.post(form);
  };

  const service: AwsService = {
    name: "sns",
    operations: operationNames,
    nameOperation: (request) => actionOf(request) ?? "a request without Action",
    identify: (request) => {
      const name = actionOf(request);
      const operation = findOperation(name);
      if (name === undefined || operation === undefined) return undefined;
      const resources = [resourceOf(operation, request, account)];
      return { service: "sns", operation: name, action: operation.action, resources, request };
    },
    handle: async ({ operation, request }) => {
      try {
        return await carryOut(operation, withTopicArn(readForm(request)));
      } catch (error) {
        if (error instanceof FormFault) return toErrorResponse(error);
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
