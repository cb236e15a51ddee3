// Lists a company's records by the time they were received, page by page.
import { QueryCommand, type DynamoDBClient, type QueryCommandInput } from "@aws-sdk/client-dynamodb";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import type { ListQuery } from "@message-handler/domain/list-query.ts";
import type { ListPosition, ListRecords, RecordPage } from "@message-handler/domain/ports.ts";
import type { RecordSummary } from "@message-handler/domain/record.ts";
import * as E from "fp-ts/lib/Either.js";
import { toItem, type Item, type StoredMap } from "./attribute-value.ts";
import { classifyAwsError } from "./classify-aws-error.ts";
import { fromSummaryItem } from "./persisted-record.ts";
import { unconfirmed, unreadableState } from "./store-failure.ts";

export type RecordIndex = {
  readonly client: Pick<DynamoDBClient, "send">;
  readonly table: string;
  readonly index: string;
};

/** DynamoDB's `Limit` counts what it reads, not what passes the filter: a rare status must not take one call each. */
const MAX_READ = 1_000;

const toRange = ({ from, to }: ListQuery): string => {
  if (from !== undefined && to !== undefined) return " AND received_at BETWEEN :from AND :to";
  if (from !== undefined) return " AND received_at >= :from";
  return to === undefined ? "" : " AND received_at <= :to";
};

type Filters = Omit<ListQuery, "company_id" | "from" | "to" | "limit" | "order">;

/** Attributes that must equal the query's: a filter of the query that is missing here does not compile. */
const filtersOf = ({ status }: ListQuery) => ({ status }) satisfies Record<keyof Filters, string | undefined>;

const toFilter = (filters: ReturnType<typeof filtersOf>): Partial<QueryCommandInput> => {
  const names = Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (names.length === 0) return {};
  return {
    FilterExpression: names.map((name) => `#${name} = :${name}`).join(" AND "),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
  };
};

const withColon = (values: Readonly<Record<string, string | undefined>>): StoredMap =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value]));

const toInput = ({ table, index }: RecordIndex, query: ListQuery): QueryCommandInput => {
  const { company_id, from, to, order } = query;
  const filters = filtersOf(query);
  return {
    TableName: table,
    IndexName: index,
    KeyConditionExpression: `company_id = :company_id${toRange(query)}`,
    ExpressionAttributeValues: toItem(withColon({ company_id, from, to, ...filters })),
    ScanIndexForward: order === "asc",
    ...toFilter(filters),
  };
};

/** The company comes from the query, never from a position: a start key cannot lead to another company's records. */
const toStartKey = ({ company_id }: ListQuery, { received_at, message_id }: ListPosition): Item =>
  toItem({ company_id, received_at, message_id });

/** One record more than asked for tells whether anything is left. */
const toPage = (found: readonly RecordSummary[], limit: number): RecordPage => {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    next:
      found.length > limit && last !== undefined
        ? { received_at: last.received_at, message_id: last.message_id }
        : undefined,
  };
};

const decodeAll = (items: readonly Item[]): E.Either<TransientFailure, readonly RecordSummary[]> =>
  E.mapLeft(() => unreadableState("Query", "a record"))(E.traverseArray(fromSummaryItem)(items));

/**
 * Queries until the page is full or the range is exhausted, so that a filter never leaves a page short; the first
 * read is as large as the page, each further one twice as large. The index follows the table within a moment
 * (DynamoDB reads indexes eventually consistently): a record just written may not be listed yet.
 */
export const makeListRecords =
  (recordIndex: RecordIndex): ListRecords =>
  async (query, after) => {
    const { from, to, limit } = query;
    // DynamoDB refuses a BETWEEN whose bounds are the wrong way round; nothing lies in it.
    if (from !== undefined && to !== undefined && from > to) return E.right({ items: [], next: undefined });
    const input = toInput(recordIndex, query);
    const found: RecordSummary[] = [];
    let start = after === undefined ? undefined : toStartKey(query, after);
    let read = limit + 1;
    try {
      do {
        const answer = await recordIndex.client.send(
          new QueryCommand({ ...input, Limit: read, ExclusiveStartKey: start }),
        );
        if (answer.Items === undefined) return E.left(unconfirmed("Query"));
        const records = decodeAll(answer.Items);
        if (E.isLeft(records)) return records;
        found.push(...records.right);
        start = answer.LastEvaluatedKey;
        read = Math.min(read * 2, MAX_READ);
      } while (start !== undefined && found.length <= limit);
      return E.right(toPage(found, limit));
    } catch (error) {
      return E.left(classifyAwsError(error, "Query"));
    }
  };
