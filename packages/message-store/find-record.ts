// Looks a record up by its key.
import type { DynamoDb } from "@message-handler/aws-client/operations.ts";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import type { FindRecord } from "@message-handler/domain/ports.ts";
import * as E from "fp-ts/lib/Either.js";
import { classifyAwsError } from "./classify-aws-error.ts";
import { fromRecordItem } from "./persisted-record.ts";
import { unconfirmed, unreadableState } from "./store-failure.ts";

export type RecordTable = { readonly client: Pick<DynamoDb, "getItem">; readonly table: string };

const notARecord = (): TransientFailure => unreadableState("GetItem", "a record");

/** Reads consistently: a record that was written is found at once. */
export const makeFindRecord =
  ({ client, table }: RecordTable): FindRecord =>
  async (key) => {
    try {
      const answer = await client.getItem({
        TableName: table,
        Key: { message_id: { S: key } },
        ConsistentRead: true,
        // An answer without an item is how "not found" looks; this tells it from an answer of somebody else.
        ReturnConsumedCapacity: "TOTAL",
      });
      if (answer.ConsumedCapacity === undefined) return E.left(unconfirmed("GetItem"));
      return answer.Item === undefined
        ? E.right(undefined)
        : E.mapLeft(notARecord)(fromRecordItem(answer.Item));
    } catch (error) {
      return E.left(classifyAwsError(error, "GetItem"));
    }
  };
