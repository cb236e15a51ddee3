// The records of the table, or of one company, page by page.
import { paginateQuery, paginateScan, type AttributeValue } from "@aws-sdk/client-dynamodb";
import type { MessageRecord } from "@message-handler/domain/record.ts";
import { makeFindRecord } from "@message-handler/message-store/find-record.ts";
import { fromRecordItem } from "@message-handler/message-store/persisted-record.ts";
import * as E from "fp-ts/lib/Either.js";
import pMap from "p-map";
import { orForeign } from "../target/or-throw.ts";
import { companyIndex } from "../target/table-indexes.ts";
import type { Target } from "../target/target.ts";

type Item = Record<string, AttributeValue>;

export type RecordPage = {
  readonly records: readonly MessageRecord[];
  /** The keys of items that are no records. */
  readonly unreadable: readonly string[];
  /** Where to go on behind this page; undefined behind the last one. */
  readonly next: Item | undefined;
};

const concurrency = 16;

const keyOf = ({ message_id }: Item): string => message_id?.S ?? "";

async function* ofCompany(
  target: Target,
  companyId: string,
  from: Item | undefined,
): AsyncGenerator<RecordPage, void> {
  const { table, clients } = target;
  const findRecord = makeFindRecord({ client: clients.dynamodb, table });
  const pages = paginateQuery(
    { client: clients.dynamodb, pageSize: 500, ...(from === undefined ? {} : { startingToken: from }) },
    {
      TableName: table,
      IndexName: companyIndex,
      KeyConditionExpression: "company_id = :company",
      ExpressionAttributeValues: { ":company": { S: companyId } },
      ProjectionExpression: "message_id",
    },
  );
  for await (const { Items = [], LastEvaluatedKey: next } of pages) {
    const found = await pMap(
      Items.map(keyOf),
      async (key) => ({ key, record: orForeign(await findRecord(key), "Foreign" as const) }),
      { concurrency },
    );
    yield {
      records: found.flatMap(({ record }) => (record === undefined || record === "Foreign" ? [] : [record])),
      unreadable: found.flatMap(({ key, record }) => (record === "Foreign" ? [key] : [])),
      next,
    };
  }
}

async function* ofAll(target: Target, from: Item | undefined): AsyncGenerator<RecordPage, void> {
  const pages = paginateScan(
    { client: target.clients.dynamodb, ...(from === undefined ? {} : { startingToken: from }) },
    { TableName: target.table },
  );
  for await (const { Items = [], LastEvaluatedKey: next } of pages) {
    const found = Items.map((item) => ({ key: keyOf(item), record: fromRecordItem(item) }));
    yield {
      records: found.flatMap(({ record }) => (E.isRight(record) ? [record.right] : [])),
      unreadable: found.flatMap(({ key, record }) => (E.isLeft(record) ? [key] : [])),
      next,
    };
  }
}

/** @param from where to go on */
export const readRecords = (
  target: Target,
  companyId: string | undefined,
  from: Item | undefined,
): AsyncGenerator<RecordPage, void> =>
  companyId === undefined ? ofAll(target, from) : ofCompany(target, companyId, from);
