// fauxqs as the keeper of topics and subscriptions. It fans out to queues, and to nothing else.
import type { FauxqsServer } from "fauxqs";
import { makeForward } from "../forward.ts";
import type { HttpResponse } from "../../core/http.ts";
import type { Form } from "./form.ts";
import { elementsOf, textOf } from "./xml.ts";

export type Subscription = { readonly arn: string; readonly protocol: string; readonly endpoint: string };

export type Engine = {
  readonly post: (form: Form) => Promise<HttpResponse>;
  /** Reject when the engine refuses. */
  readonly createTopic: (name: string, region: string) => void;
  readonly subscriptionsOf: (topicArn: string) => Promise<readonly Subscription[]>;
  readonly isRaw: (subscriptionArn: string) => Promise<boolean>;
  readonly subscribe: (
    topicArn: string,
    subscriber: Omit<Subscription, "arn">,
    attributes: Readonly<Record<string, string>>,
  ) => Promise<void>;
  readonly unsubscribe: (subscriptionArn: string) => Promise<void>;
  readonly hasQueue: (queueArn: string) => boolean;
};

const toSubscription = (member: string): Subscription => ({
  arn: textOf(member, "SubscriptionArn") ?? "",
  protocol: textOf(member, "Protocol") ?? "",
  endpoint: textOf(member, "Endpoint") ?? "",
});

const toEntries = (attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([key, value], index) => [
      [`Attributes.entry.${index + 1}.key`, key],
      [`Attributes.entry.${index + 1}.value`, value],
    ]),
  );

export const makeEngine = (fauxqs: FauxqsServer): Engine => {
  const forward = makeForward(`http://127.0.0.1:${fauxqs.port}`);
  // Without the caller's signature: fauxqs would take a region from it and keep topics apart by region.
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const post = async (form: Form): Promise<HttpResponse> => {
    const body = Buffer.from(new URLSearchParams([...form]).toString());
    return await forward({ method: "POST", url: "/", headers, body });
  };

  const call = async (parameters: Readonly<Record<string, string>>): Promise<string> => {
    const { status, body } = await post(new Map(Object.entries(parameters)));
    const xml = body.toString("utf8");
    if (status !== 200) throw new Error(`SNS ${parameters["Action"]}: ${textOf(xml, "Message") ?? xml}`);
    return xml;
  };

  return {
    post,
    createTopic: (name, region) => {
      fauxqs.createTopic(name, { region });
    },
    subscriptionsOf: async (topicArn) => {
      const all: Subscription[] = [];
      let page: Readonly<Record<string, string>> | undefined = {};
      while (page !== undefined) {
        const xml: string = await call({ Action: "ListSubscriptionsByTopic", TopicArn: topicArn, ...page });
        all.push(...elementsOf(xml, "member").map(toSubscription));
        const next = textOf(xml, "NextToken");
        page = next === undefined ? undefined : { NextToken: next };
      }
      return all;
    },
    isRaw: async (subscriptionArn) => {
      const xml = await call({ Action: "GetSubscriptionAttributes", SubscriptionArn: subscriptionArn });
      return elementsOf(xml, "entry").some(
        (entry) => textOf(entry, "key") === "RawMessageDelivery" && textOf(entry, "value") === "true",
      );
    },
    subscribe: async (topicArn, { protocol, endpoint }, attributes) => {
      const entries = toEntries(attributes);
      await call({
        Action: "Subscribe",
        TopicArn: topicArn,
        Protocol: protocol,
        Endpoint: endpoint,
        ...entries,
      });
    },
    unsubscribe: async (subscriptionArn) => {
      await call({ Action: "Unsubscribe", SubscriptionArn: subscriptionArn });
    },
    hasQueue: (queueArn) => fauxqs.inspectQueue(queueArn.split(":").at(-1) ?? "") !== undefined,
  };
};
