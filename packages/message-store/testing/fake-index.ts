// DynamoDB's Query on an index, for tests: paging, the key condition and filters by equality. An item that lacks the
// index's hash key is not in it.
import { fromItem, type Item } from "../attribute-value.ts";
import type { Script, WireAnswer } from "@message-handler/aws-client/testing/fake-aws.ts";

export type QueryRequest = {
  readonly IndexName: string;
  readonly KeyConditionExpression: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Item;
  readonly ExclusiveStartKey?: Item;
  readonly ScanIndexForward: boolean;
  readonly Limit: number;
};

type Row = Readonly<Record<string, string>> & {
  readonly message_id: string;
  readonly received_at: string;
};

/** An item, its attributes and where it is sorted: worked out once for all queries. */
type Entry = { readonly item: Item; readonly row: Row; readonly sortKey: string };

const toEntry = (item: Item): Entry => {
  const row = fromItem(item) as Row;
  return { item, row, sortKey: `${row.received_at} ${row.message_id}` };
};

/** The attribute that the condition begins with. */
const hashKeyOf = ({ KeyConditionExpression: condition }: QueryRequest): string =>
  condition.slice(0, condition.indexOf(" "));

const inKeyRange = (row: Row, hashKey: string, values: Readonly<Record<string, string>>): boolean =>
  row[hashKey] === values[":company_id"] &&
  (values[":from"] ?? "") <= row.received_at &&
  row.received_at <= (values[":to"] ?? "~");

/**
 * `Limit` counts what is read before the filter; a page may end sooner (DynamoDB's ends at 1 MB), and a page that
 * ends exactly with the last item still names a key to go on from, as DynamoDB does.
 *
 * @param pageCap the most items that any one page reads
 */
export const fakeIndex = (items: readonly Item[], pageCap: () => number): Script => {
  const sorted = items.map(toEntry).toSorted((a, b) => (a.sortKey < b.sortKey ? -1 : 1));
  return ({ body }): WireAnswer => {
    const request = JSON.parse(body) as QueryRequest;
    const values = fromItem(request.ExpressionAttributeValues) as Readonly<Record<string, string>>;
    const inOrder = request.ScanIndexForward ? sorted : sorted.toReversed();
    const hashKey = hashKeyOf(request);
    const range = inOrder.filter(({ row }) => inKeyRange(row, hashKey, values));
    const start = request.ExclusiveStartKey === undefined ? undefined : toEntry(request.ExclusiveStartKey);
    const isAfter = ({ sortKey }: Entry): boolean =>
      start === undefined || (request.ScanIndexForward ? sortKey > start.sortKey : sortKey < start.sortKey);
    const rest = range.filter(isAfter);
    const read = rest.slice(0, Math.min(request.Limit, pageCap()));
    const last = read.at(-1)?.item;
    const filters = Object.values(request.ExpressionAttributeNames ?? {});
    const matching = read.filter(({ row }) => filters.every((name) => row[name] === values[`:${name}`]));
    const more = last !== undefined && (read.length === request.Limit || read.length < rest.length);
    return {
      status: 200,
      headers: { "content-type": "application/x-amz-json-1.0" },
      body: JSON.stringify({
        Items: matching.map(({ item }) => item),
        Count: matching.length,
        ScannedCount: read.length,
        ...(more
          ? {
              LastEvaluatedKey: {
                message_id: last["message_id"],
                [hashKey]: last[hashKey],
                received_at: last["received_at"],
              },
            }
          : {}),
      }),
    };
  };
};
