// What a list asks of DynamoDB: which index, which range, and which filter on what is read.
import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";
import type { ListQuery } from "@message-handler/domain/list-query.ts";
import type { ListPosition } from "@message-handler/domain/ports.ts";
import { toItem, type Item, type StoredMap } from "./attribute-value.ts";

export type RecordIndexes = {
  readonly table: string;
  /** Of every record that has a company. */
  readonly index: string;
  /** Of the rejected ones among them. */
  readonly rejectedIndex: string;
};

/** The attribute that an index has the company under. */
const toCompanyKey = ({ status }: ListQuery): string =>
  status === "Rejected" ? "rejected_company_id" : "company_id";

const toRange = ({ from, to }: ListQuery): string => {
  if (from !== undefined && to !== undefined) return " AND received_at BETWEEN :from AND :to";
  if (from !== undefined) return " AND received_at >= :from";
  return to === undefined ? "" : " AND received_at <= :to";
};

type Filters = Omit<ListQuery, "company_id" | "from" | "to" | "limit" | "order">;

/** Attributes that must equal the query's: a filter of the query that is missing here does not compile. */
const filtersOf = ({ status }: ListQuery) =>
  ({
    // The rejected ones have an index of their own.
    status: status === "Rejected" ? undefined : status,
  }) satisfies Record<keyof Filters, string | undefined>;

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

export const toListInput = (
  { table, index, rejectedIndex }: RecordIndexes,
  query: ListQuery,
): QueryCommandInput => {
  const { company_id, status, from, to, order } = query;
  const filters = filtersOf(query);
  return {
    TableName: table,
    IndexName: status === "Rejected" ? rejectedIndex : index,
    KeyConditionExpression: `${toCompanyKey(query)} = :company_id${toRange(query)}`,
    ExpressionAttributeValues: toItem(withColon({ company_id, from, to, ...filters })),
    ScanIndexForward: order === "asc",
    ...toFilter(filters),
  };
};

/** The company comes from the query, never from a position: a start key cannot lead to another company's records. */
export const toStartKey = (query: ListQuery, { received_at, message_id }: ListPosition): Item =>
  toItem({ [toCompanyKey(query)]: query.company_id, received_at, message_id });
