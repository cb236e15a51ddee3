// DynamoDB's Query on an index, for tests: paging, the key condition and filters by equality. An item that lacks the
// index's hash key is not in it.
import { fromItem, type Item } from "../attribute-value.ts";
import type { Script, WireAnswer } from "./fake-aws.ts";

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

const toRow = (item: Item): Row => fromItem(item) as Row;
const sortKey = ({ received_at, message_id }: Row): string => `${received_at} ${message_id}`;

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
  const sorted = items.toSorted((a, b) => (sortKey(toRow(a)) < sortKey(toRow(b)) ? -1 : 1));
  return ({ body }): WireAnswer => {
    const request = JSON.parse(body) as QueryRequest;
    const values = fromItem(request.ExpressionAttributeValues) as Readonly<Record<string, string>>;
    const inOrder = request.ScanIndexForward ? sorted : sorted.toReversed();
    const hashKey = hashKeyOf(request);
    const range = inOrder.filter((item) => inKeyRange(toRow(item), hashKey, values));
    const start = request.ExclusiveStartKey;
    const isAfter = (item: Item): boolean => {
      if (start === undefined) return true;
      const [key, from] = [sortKey(toRow(item)), sortKey(toRow(start))];
      return request.ScanIndexForward ? key > from : key < from;
    };
    const rest = range.filter(isAfter);
    const read = rest.slice(0, Math.min(request.Limit, pageCap()));
    const last = read.at(-1);
    const filters = Object.values(request.ExpressionAttributeNames ?? {});
    const matching = read.filter((item) => filters.every((name) => toRow(item)[name] === values[`:${name}`]));
    const more = last !== undefined && (read.length === request.Limit || read.length < rest.length);
    return {
      status: 200,
      headers: { "content-type": "application/x-amz-json-1.0" },
      body: JSON.stringify({
        Items: matching,
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
