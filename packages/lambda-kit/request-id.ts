// The id of the API request that a message was accepted with.
import type { Delivery } from "./delivery.ts";

/** API Gateway's are UUIDs or short tokens; anything else was set by someone who may write to the queue. */
const REQUEST_ID = /^[\w-]{1,64}$/;

/** The attribute `request_id`, when it has the form of one: only then may it be logged and stored. */
export const toRequestId = ({ attributes }: Pick<Delivery, "attributes">): string | undefined => {
  const text = attributes.get("request_id");
  return text !== undefined && REQUEST_ID.test(text) ? text : undefined;
};
