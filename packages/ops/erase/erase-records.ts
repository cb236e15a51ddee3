// Takes a company's records out of the table, and so out of its indexes.
import { DeleteItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import { pMapIterable } from "p-map";
import { atRate } from "../streams/at-rate.ts";
import { companyIndex } from "../target/table-indexes.ts";
import type { Target } from "../target/target.ts";
import type { Erasing } from "./erasing.ts";

async function* keysOf({ table, clients }: Target, companyId: string): AsyncGenerator<string, void> {
  const pages = paginateQuery(
    { client: clients.dynamodb },
    {
      TableName: table,
      IndexName: companyIndex,
      KeyConditionExpression: "company_id = :company",
      ExpressionAttributeValues: { ":company": { S: companyId } },
      ProjectionExpression: "message_id",
    },
  );
  for await (const { Items = [] } of pages)
    for (const { message_id } of Items) if (message_id?.S !== undefined) yield message_id.S;
}

const concurrency = 16;

/** False when another company's record has taken the key meanwhile. */
const eraseRecord = async ({ table, clients }: Target, companyId: string, key: string): Promise<boolean> => {
  try {
    const { Attributes } = await clients.dynamodb.send(
      new DeleteItemCommand({
        TableName: table,
        Key: { message_id: { S: key } },
        ConditionExpression: "company_id = :company",
        ExpressionAttributeValues: { ":company": { S: companyId } },
        ReturnValues: "ALL_OLD",
        ReturnConsumedCapacity: "TOTAL",
      }),
    );
    return Attributes !== undefined;
  } catch (error) {
    if (error instanceof Error && error.name === "ConditionalCheckFailedException") return false;
    throw error;
  }
};

/** The index of a company's records follows the table within a moment: what was recorded just now is for the next run. */
export const eraseRecords = async (target: Target, erasing: Erasing): Promise<number> => {
  const { companyId, isDryRun, rate, note } = erasing;
  const erase = async (key: string): Promise<string | undefined> =>
    isDryRun || (await eraseRecord(target, companyId, key)) ? key : undefined;
  let count = 0;
  for await (const key of pMapIterable(atRate(keysOf(target, companyId), rate), erase, { concurrency })) {
    if (key === undefined) continue;
    count += 1;
    note(`dynamodb ${key}`);
  }
  return count;
};
