// Whose messages are rejected. No log says so: the records do.
import {
  QueryCommand,
  ScanCommand,
  type ScanCommandInput,
  type ScanCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { companyIndex, rejectedIndex } from "../target/table-indexes.ts";
import type { Target } from "../target/target.ts";
import type { RejectionFacts } from "./facts.ts";

type Place = Pick<Target, "clients" | "table">;

/** A megabyte each. */
const mostPages = 3;

/** Companies are few of whom it must be known how much of theirs was processed. */
const mostCompanies = 3;

const countRejected = async (
  { clients, table }: Place,
  since: string,
): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  let ExclusiveStartKey: ScanCommandInput["ExclusiveStartKey"];
  for (let page = 0; page < mostPages; page += 1) {
    const { Items = [], LastEvaluatedKey }: ScanCommandOutput = await clients.dynamodb.send(
      new ScanCommand({
        TableName: table,
        IndexName: rejectedIndex,
        ProjectionExpression: "rejected_company_id",
        FilterExpression: "received_at >= :since",
        ExpressionAttributeValues: { ":since": { S: since } },
        ExclusiveStartKey,
      }),
    );
    for (const { rejected_company_id: company } of Items)
      if (company?.S !== undefined) counts.set(company.S, (counts.get(company.S) ?? 0) + 1);
    ExclusiveStartKey = LastEvaluatedKey;
    if (ExclusiveStartKey === undefined) break;
  }
  return counts;
};

/** All records, rejected ones included; one page of them is enough to tell. */
const countAll = async ({ clients, table }: Place, company: string, since: string): Promise<number> => {
  const { Count = 0 } = await clients.dynamodb.send(
    new QueryCommand({
      TableName: table,
      IndexName: companyIndex,
      Select: "COUNT",
      KeyConditionExpression: "company_id = :company AND received_at >= :since",
      ExpressionAttributeValues: { ":company": { S: company }, ":since": { S: since } },
    }),
  );
  return Count;
};

/** Since `since`, epoch milliseconds; the companies with most of them. */
export const readRejections = async (place: Place, since: number): Promise<readonly RejectionFacts[]> => {
  const from = new Date(since).toISOString();
  const most = [...(await countRejected(place, from))]
    .toSorted(([, left], [, right]) => right - left)
    .slice(0, mostCompanies);
  return Promise.all(
    most.map(async ([companyId, rejected]) => ({
      companyId,
      rejected,
      processed: Math.max(0, (await countAll(place, companyId, from)) - rejected),
    })),
  );
};
