// A delivery as the use case receives it: the raw message in its envelope, and the sender's company.
import { UtcInstant } from "@message-handler/domain/date-time.ts";
import type { Envelope } from "@message-handler/domain/to-record.ts";
import { Uuid } from "@message-handler/domain/uuid.ts";
import { toRequestId, type Delivery } from "@message-handler/lambda-kit/delivery.ts";
import * as E from "fp-ts/lib/Either.js";

export type ReceivedMessage = {
  readonly envelope: Envelope;
  /**
   * The company that the sender's token speaks for, canonical; there only when the gateway asks for tokens. Empty
   * when it cannot be read: it is then no company's, and no message may pass for it.
   */
  readonly senderCompany?: string;
};

/** @param epochMs milliseconds since 1970, as digits */
const toInstant = (epochMs: string | undefined): string | undefined => {
  if (epochMs === undefined || !/^\d{1,15}$/.test(epochMs)) return undefined;
  // 15 digits reach past the year 9999, whose text would no longer sort by time.
  const instant = new Date(Number(epochMs)).toISOString();
  return UtcInstant.is(instant) ? instant : undefined;
};

const toSenderCompany = (attribute: string): string => {
  const company = Uuid.decode(attribute);
  return E.isRight(company) ? company.right : "";
};

/**
 * `received_at` is the gateway's attribute (epoch milliseconds), else the time SQS took the message, else now: no
 * message is lost for an attribute that cannot be read.
 */
export const toReceivedMessage = (delivery: Delivery, now: Date): ReceivedMessage => {
  const { attributes, body, sha256, sentTimestamp } = delivery;
  const requestId = toRequestId(delivery);
  const company = attributes.get("company_id");
  return {
    envelope: {
      message: body,
      sha256,
      received_at: toInstant(attributes.get("received_at")) ?? toInstant(sentTimestamp) ?? now.toISOString(),
      ...(requestId === undefined ? {} : { request_id: requestId }),
    },
    ...(company === undefined ? {} : { senderCompany: toSenderCompany(company) }),
  };
};
