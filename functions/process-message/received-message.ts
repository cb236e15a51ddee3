// A delivery as the use case receives it: the raw message in its envelope, and the sender's company.
import type { Envelope } from "@message-handler/domain/to-record.ts";
import { Uuid } from "@message-handler/domain/uuid.ts";
import type { Delivery } from "@message-handler/lambda-kit/delivery.ts";
import * as E from "fp-ts/lib/Either.js";

export type ReceivedMessage = {
  readonly envelope: Envelope;
  /**
   * The company that the sender's token speaks for, canonical; there only when the gateway asks for tokens. Empty
   * when it cannot be read: it is then no company's, and no message may pass for it.
   */
  readonly senderCompany?: string;
};

const toSenderCompany = (attribute: string): string => {
  const company = Uuid.decode(attribute);
  return E.isRight(company) ? company.right : "";
};

/** `received_at` is now where the delivery does not say: no message is lost for an attribute that cannot be read. */
export const toReceivedMessage = (delivery: Delivery, now: Date): ReceivedMessage => {
  const { attribute, body, receivedAt, requestId, sha256 } = delivery;
  const company = attribute("company_id");
  return {
    envelope: {
      message: body,
      sha256,
      received_at: new Date(receivedAt ?? now).toISOString(),
      ...(requestId === undefined ? {} : { request_id: requestId }),
    },
    ...(company === undefined ? {} : { senderCompany: toSenderCompany(company) }),
  };
};
