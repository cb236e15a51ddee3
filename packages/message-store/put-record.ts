// Writes records by the write rules, as conditions that match the record machine.
import type { PutItemCommandInput } from "@aws-sdk/client-dynamodb";
import type { DynamoDb } from "@message-handler/aws-client/operations.ts";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import type {
  FindRecord,
  RecordOutcome,
  RecordProcessed,
  RecordRejected,
} from "@message-handler/domain/ports.ts";
import { decide } from "@message-handler/domain/record-machine.ts";
import type { MessageRecord, ProcessedRecord } from "@message-handler/domain/record.ts";
import * as E from "fp-ts/lib/Either.js";
import { classifyAwsError } from "./classify-aws-error.ts";
import { makeFindRecord, type RecordTable } from "./find-record.ts";
import { toExpiry, toRecordItem } from "./persisted-record.ts";
import { changedMeanwhile, unconfirmed } from "./store-failure.ts";

type Condition = Pick<
  PutItemCommandInput,
  "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
>;

/** A rejection without a company may be replaced by any company. */
const whenFreeOrRejected = ({ company_id }: ProcessedRecord): Condition => ({
  ConditionExpression:
    "attribute_not_exists(message_id) OR (#status = :rejected AND (attribute_not_exists(company_id) OR company_id = :company))",
  ExpressionAttributeNames: { "#status": "status" },
  ExpressionAttributeValues: { ":rejected": { S: "Rejected" }, ":company": { S: company_id } },
});

/** Not even over a rejection of the same company: the first record of the same bytes stays, other bytes conflict. */
const whenFreeOrWithoutCompany = ({ company_id }: MessageRecord): Condition =>
  company_id === undefined
    ? { ConditionExpression: "attribute_not_exists(message_id)" }
    : {
        ConditionExpression:
          "attribute_not_exists(message_id) OR (#status = :rejected AND attribute_not_exists(company_id))",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":rejected": { S: "Rejected" } },
      };

/** The condition failed: the existing record tells a duplicate, or a write whose answer was lost, from a conflict. */
const compareExisting = async (
  findRecord: FindRecord,
  record: MessageRecord,
): Promise<E.Either<TransientFailure, RecordOutcome>> => {
  const existing = await findRecord(record.message_id);
  if (E.isLeft(existing)) return existing;
  const decision = decide(existing.right, record);
  return decision === "Write" ? E.left(changedMeanwhile("PutItem")) : E.right(decision);
};

export type WritableTable = RecordTable & {
  readonly client: Pick<DynamoDb, "getItem" | "putItem">;
  /** From its verdict until a record may be deleted; 0, and by default: never. */
  readonly recordDays?: number;
};

const makePutRecord = <R extends MessageRecord>(
  { client, table, recordDays = 0 }: WritableTable,
  toCondition: (record: R) => Condition,
) => {
  const findRecord = makeFindRecord({ client, table });
  return async (record: R): Promise<E.Either<TransientFailure, RecordOutcome>> => {
    try {
      const answer = await client.putItem({
        TableName: table,
        Item: { ...toRecordItem(record), ...toExpiry(record, recordDays) },
        ...toCondition(record),
        // A write's answer is empty otherwise, and then nothing tells it from an answer of somebody else.
        ReturnConsumedCapacity: "TOTAL",
      });
      return answer.ConsumedCapacity === undefined ? E.left(unconfirmed("PutItem")) : E.right("Recorded");
    } catch (error) {
      return error instanceof Error && error.name === "ConditionalCheckFailedException"
        ? compareExisting(findRecord, record)
        : E.left(classifyAwsError(error, "PutItem"));
    }
  };
};

/** Under a free id, or over a rejection of the same company; what is processed stays. */
export const makeRecordProcessed = (table: WritableTable): RecordProcessed =>
  makePutRecord(table, whenFreeOrRejected);

/** Under a free key, or over a rejection that names no company. */
export const makeRecordRejected = (table: WritableTable): RecordRejected =>
  makePutRecord(table, whenFreeOrWithoutCompany);
