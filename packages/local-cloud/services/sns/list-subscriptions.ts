// ListSubscriptionsByTopic: who is subscribed. Nobody has to confirm here, so that each has an ARN.
import { createHash } from "node:crypto";
import type { Account } from "../../core/account.ts";
import { ServiceError } from "../../core/service.ts";
import { toXml } from "../../endpoint/query-shapes.ts";
import type { Topics } from "./topics.ts";

const supported = new Set(["Action", "Version", "TopicArn"]);

/** The XML of the result. All subscriptions of a topic fit one page. Throws ServiceError for what SNS refuses. */
export const listSubscriptions = (
  form: ReadonlyMap<string, string>,
  topics: Topics,
  account: Account,
): string => {
  const other = [...form.keys()].find((name) => !supported.has(name));
  if (other !== undefined)
    throw new ServiceError(
      "InvalidParameter",
      `Invalid parameter: ${other} is not supported by the local cloud`,
    );
  const TopicArn = form.get("TopicArn") ?? "";
  const addresses = topics.get(TopicArn);
  if (addresses === undefined) throw new ServiceError("NotFound", "Topic does not exist", 404);
  const Subscriptions = addresses.map((address) => {
    const [Protocol = ""] = address.split(":");
    const id = createHash("sha256").update(`${TopicArn} ${address}`).digest("hex").slice(0, 32);
    return {
      SubscriptionArn: `${TopicArn}:${id}`,
      Owner: account.id,
      Protocol,
      Endpoint: address.slice(Protocol.length + 1),
      TopicArn,
    };
  });
  return toXml({ Subscriptions });
};
