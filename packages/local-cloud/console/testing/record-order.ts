// Puts an order on record, as a function of the shop would: its item and its object.
import { createHash } from "node:crypto";
import { shopDescription } from "./shop-stack.ts";

export type RecordedOrder = {
  readonly id: string;
  readonly shop: string;
  readonly state: "Shipped" | "Refused";
  /** ISO 8601. */
  readonly placed_at: string;
  readonly text: string;
  /** The id of its request, where that is to be known. */
  readonly request?: string;
};

const assertOk = async (response: Response): Promise<void> => {
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
};

/** Answers the SHA-256 of its text. */
export const recordOrder = async (awsEndpoint: string, order: RecordedOrder): Promise<string> => {
  const sha256 = createHash("sha256").update(order.text).digest("hex");
  const attributes = Object.entries({ ...order, sha256, shipped_at: order.placed_at });
  const Item = Object.fromEntries(attributes.map(([name, S]) => [name, { S }]));
  const put = { TableName: shopDescription.records?.table, Item };
  await assertOk(
    await fetch(awsEndpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.PutItem",
      },
      body: JSON.stringify(put),
    }),
  );
  const name = order.state === "Shipped" ? order.id : `refused/${sha256}`;
  const path = `${shopDescription.records?.object?.bucket}/${order.shop}/${name}.json`;
  await assertOk(await fetch(`${awsEndpoint}/${path}`, { method: "PUT", body: order.text }));
  return sha256;
};
