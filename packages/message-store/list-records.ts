// Lists a company's records by the time they were received, page by page.
import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";
import type { DynamoDb } from "@message-handler/aws-client/operations.ts";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import type { ListPosition, ListRecords, RecordPage } from "@message-handler/domain/ports.ts";
import type { RecordSummary } from "@message-handler/domain/record.ts";
import * as E from "fp-ts/lib/Either.js";
import type { Item } from "./attribute-value.ts";
import { classifyAwsError } from "./classify-aws-error.ts";
import { toListInput, toStartKey, type RecordIndexes } from "./list-input.ts";
import { fromPositionItem, fromSummaryItem } from "./persisted-record.ts";
import { unconfirmed, unreadableState } from "./store-failure.ts";

export type RecordList = RecordIndexes & {
  readonly client: Pick<DynamoDb, "query">;
  /** Milliseconds that a read takes at most, its retries included: with less left, none is begun after the first. */
  readonly longestReadMs: number;
};

/** However rare the matches are: so many reads, and the page ends as it is. */
const MAX_READS = 5;

/** `Limit` counts what is read, not what passes the filter; DynamoDB ends a read at 1 MB, some 1,500 records. */
const MAX_LIMIT = 2000;

type Read = { readonly records: readonly RecordSummary[]; readonly last: ListPosition | undefined };

const unreadable = (): TransientFailure => unreadableState("Query", "a record");

const toPosition = (key: Item | undefined): E.Either<TransientFailure, ListPosition | undefined> =>
  key === undefined ? E.right(undefined) : E.mapLeft(unreadable)(fromPositionItem(key));

const makeRead =
  (client: RecordList["client"]) =>
  async (input: QueryCommandInput): Promise<E.Either<TransientFailure, Read>> => {
    try {
      const { Items, LastEvaluatedKey } = await client.query(input);
      if (Items === undefined) return E.left(unconfirmed("Query"));
      const records = E.mapLeft(unreadable)(E.traverseArray(fromSummaryItem)(Items));
      if (E.isLeft(records)) return records;
      return E.map((last: ListPosition | undefined): Read => ({ records: records.right, last }))(
        toPosition(LastEvaluatedKey),
      );
    } catch (error) {
      return E.left(classifyAwsError(error, "Query"));
    }
  };

/** One record more than asked for tells whether anything is left. */
const toFullPage = (found: readonly RecordSummary[], limit: number): RecordPage => {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    next: last === undefined ? undefined : { received_at: last.received_at, message_id: last.message_id },
  };
};

/** Twice what holds the missing ones, if they are as frequent there as in the read before. */
const toNextLimit = (limit: number, matches: number, missing: number): number =>
  matches === 0 ? MAX_LIMIT : Math.min(MAX_LIMIT, Math.ceil((2 * missing * limit) / matches));

/**
 * Reads until the page is full, the range ends, five reads are done or too little time is left: a filter may then
 * leave the page short, and the next one goes on where the last read ended. A read that fails after others only ends
 * the page, unless an operator must act: what was read stays of use, so that repeating a request always gets on.
 * The indexes follow the table within a moment (DynamoDB reads them eventually consistently): a record just written
 * may not be listed yet.
 */
export const makeListRecords = (list: RecordList): ListRecords => {
  const read = makeRead(list.client);
  return async (query, after, timeLeft) => {
    const { from, to, limit } = query;
    // DynamoDB refuses a BETWEEN whose bounds are the wrong way round; nothing lies in it.
    if (from !== undefined && to !== undefined && from > to) return E.right({ items: [], next: undefined });
    const input = toListInput(list, query);
    const found: RecordSummary[] = [];
    let position = after;
    let Limit = limit + 1;
    for (let reads = 1; reads <= MAX_READS; reads += 1) {
      if (reads > 1 && timeLeft() < list.longestReadMs) break;
      const ExclusiveStartKey = position === undefined ? undefined : toStartKey(query, position);
      const answer = await read({ ...input, Limit, ExclusiveStartKey });
      if (E.isLeft(answer)) {
        if (reads === 1 || answer.left.needsOperator) return answer;
        return E.right({ items: found, next: position, cutShort: answer.left });
      }
      const { records, last } = answer.right;
      found.push(...records);
      if (found.length > limit) return E.right(toFullPage(found, limit));
      position = last;
      if (position === undefined) break;
      Limit = toNextLimit(Limit, records.length, limit + 1 - found.length);
    }
    return E.right({ items: found, next: position });
  };
};
