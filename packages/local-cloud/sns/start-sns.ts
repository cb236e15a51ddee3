// SNS: topics of the stack behind the query protocol, with every kind of subscriber served.
//
// fauxqs keeps topics and subscriptions and fans out to queues. E-mails end up in an inbox in memory. HTTP
// subscribers are posted to when they are on the loopback. No confirmation is asked for: a subscription counts from
// the start, and no SubscriptionConfirmation is sent.
import type { FauxqsServer } from "fauxqs";
import type { Account } from "../account.ts";
import type { HttpRequest, HttpResponse } from "../aws/http.ts";
import type { AwsError, AwsService } from "../aws/service.ts";
import type { Authorize } from "../iam/authorize.ts";
import type { Log } from "../log.ts";
import type { Stack } from "../terraform/resource-type.ts";
import { makeInbox } from "./bounded-inbox.ts";
import { makeEngine } from "./engine.ts";
import { toErrorResponse } from "./error-response.ts";
import { makeFanOut } from "./fan-out.ts";
import { makeDeliverHttp } from "./http-delivery.ts";
import type { InboxEntry } from "./inbox.ts";
import { findOperation } from "./operations.ts";
import { findPublishFault, readPublications } from "./publication.ts";
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

const readForm = ({ headers, method, body }: HttpRequest): URLSearchParams =>
  method === "POST" && headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true
    ? new URLSearchParams(body.toString("utf8"))
    : new URLSearchParams();

/** `TargetArn` is another name for a topic's ARN, which fauxqs does not know. */
const withTopicArn = (form: URLSearchParams): URLSearchParams => {
  const target = form.get("TargetArn");
  if (target === null || form.has("TopicArn")) return form;
  const copy = new URLSearchParams(form);
  copy.set("TopicArn", target);
  return copy;
};

const playedProtocols = ["sqs", "http", "https", "email"];

const findSubscribeFault = (form: URLSearchParams): AwsError | undefined => {
  const protocol = form.get("Protocol") ?? "";
  const isFiltered = [...form.values()].includes("FilterPolicy");
  const played = playedProtocols.includes(protocol) && (protocol === "sqs" || !isFiltered);
  if (played) return undefined;
  const message = `Invalid parameter: the protocol ${protocol}${isFiltered ? " with a filter" : ""} is not played here`;
  return { code: "InvalidParameter", message, status: 400 };
};

const findFault = (operation: string, form: URLSearchParams): AwsError | undefined => {
  if (operation === "Publish" || operation === "PublishBatch") return findPublishFault(form);
  return operation === "Subscribe" ? findSubscribeFault(form) : undefined;
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
  await createTopics({ stack, account, authorize, engine, log });

  const track = (delivery: Promise<void>): void => {
    const tracked = delivery
      .catch((error: unknown) => log("ERROR", "sns", "a delivery failed", { reason: String(error) }))
      .finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };

  const publish = async (form: URLSearchParams): Promise<HttpResponse> => {
    const answer = await engine.post(form);
    if (answer.status !== 200) return answer;
    for (const published of readPublications(form, answer.body.toString("utf8"), now())) {
      for (const delivery of await fanOut(published)) track(delivery);
    }
    return answer;
  };

  const service: AwsService = {
    name: "sns",
    identify: (request) => {
      const form = readForm(request);
      const name = form.get("Action");
      const operation = findOperation(name);
      if (name === null || operation === undefined) return undefined;
      const resources = [operation.resource(form, account)];
      return { service: "sns", operation: name, action: operation.action, resources, request };
    },
    handle: async ({ operation, request }) => {
      const form = withTopicArn(readForm(request));
      const fault = findFault(operation, form);
      if (fault !== undefined) return toErrorResponse(fault);
      return operation === "Publish" || operation === "PublishBatch"
        ? await publish(form)
        : await engine.post(form);
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
