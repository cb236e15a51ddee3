// Looks a record up: by its key, or by the request that brought it.
import { GetItemCommand, paginateScan, type AttributeValue } from "@aws-sdk/client-dynamodb";
import type { MessageRecord } from "@message-handler/domain/record.ts";
import { fromRecordItem } from "@message-handler/message-store/persisted-record.ts";
import * as E from "fp-ts/lib/Either.js";
import { OperatorError } from "../operator-error.ts";
import type { Target } from "../target/target.ts";

type Place = Pick<Target, "clients" | "table">;

const decode = (item: Record<string, AttributeValue>): MessageRecord => {
  const record = fromRecordItem(item);
  if (E.isRight(record)) return record.right;
  throw new OperatorError("the table holds something under this key that is no record of this system");
};

/** Reads consistently. */
export const findRecord = async (
  { clients, table }: Place,
  key: string,
): Promise<MessageRecord | undefined> => {
  const { Item } = await clients.dynamodb.send(
    new GetItemCommand({
      TableName: table,
      Key: { message_id: { S: key } },
      ConsistentRead: true,
      ReturnConsumedCapacity: "TOTAL",
    }),
  );
  return Item === undefined ? undefined : decode(Item);
};

/** Reads the whole table, until it is found. */
export const scanForRequest = async (
  { clients, table }: Place,
  requestId: string,
  onRead: (count: number) => void,
): Promise<MessageRecord | undefined> => {
  const pages = paginateScan(
    { client: clients.dynamodb },
    {
      TableName: table,
      FilterExpression: "request_id = :id",
      ExpressionAttributeValues: { ":id": { S: requestId } },
    },
  );
  for await (const { Items = [], ScannedCount = 0 } of pages) {
    onRead(ScannedCount);
    const [item] = Items;
    if (item !== undefined) return decode(item);
  }
  return undefined;
};
