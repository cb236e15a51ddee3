// Messages as companies send them.
import { randomUUID } from "node:crypto";

export type SentMessage = {
  readonly message_id: string;
  readonly company_id: string;
  /** The exact text that is posted. */
  readonly raw: string;
};

type Parts = {
  readonly message_id: string;
  readonly company_id: string;
  readonly message_time: unknown;
  /** JSON text, so that what JSON.stringify cannot say can be said. */
  readonly data: string;
};

/** A valid message with fresh ids, but for what `parts` says. */
export const aMessage = (parts: Partial<Parts> = {}): SentMessage => {
  const { message_id, company_id, message_time, data }: Parts = {
    message_id: randomUUID(),
    company_id: randomUUID(),
    message_time: "2023-12-10T22:02:38Z",
    data: '{"order_id":"a929b88e-bc47-4f7d-9584-61c3c94ad2f2","order_time":"2023-12-10T22:00:00Z","order_amount":20}',
    ...parts,
  };
  const metadata = JSON.stringify({ message_time, company_id, message_id });
  return { message_id, company_id, raw: `{"metadata":${metadata},"data":${data}}` };
};
