// The use case: lists a company's messages, page by page.
import { invalidParameters, problems } from "@message-handler/api-contract/problems.ts";
import { decodeCursor, encodeCursor, type Sha256 } from "@message-handler/domain/cursor.ts";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import { decodeListQuery, type ListQuery, type ParameterError } from "@message-handler/domain/list-query.ts";
import type { ListPosition, ListRecords } from "@message-handler/domain/ports.ts";
import * as E from "fp-ts/lib/Either.js";
import { toFailure, type QueryFailure } from "./query-failure.ts";

export type ListMessagesRequest = {
  /** Every value of every parameter, in the order of the request. */
  readonly parameters: ReadonlyMap<string, readonly string[]>;
  /** The only company that the caller may see, when the gateway knows it. */
  readonly callerCompany?: string;
  /** Milliseconds that remain for the answer. */
  readonly timeLeft: () => number;
  /** Told of a failure that ended the page and did not fail it. */
  readonly onCutShort: (failure: TransientFailure) => void;
};

/** Right: `{"items":[…],"next_cursor":…}` as JSON text; `next_cursor` is null on the last page and on no other. */
export type ListMessages = (request: ListMessagesRequest) => Promise<E.Either<QueryFailure, string>>;

export type ListMessagesDeps = { readonly listRecords: ListRecords; readonly sha256: Sha256 };

type Page = { readonly query: ListQuery; readonly after: ListPosition | undefined };

const toInvalidParameters = (errors: readonly ParameterError[]): QueryFailure => {
  const [first, ...others] = errors;
  // A Left of the decoder names at least one parameter.
  return toFailure(
    invalidParameters([first ?? { parameter: "query", expected: "other parameters" }, ...others]),
  );
};

const readOnce = (
  parameters: ListMessagesRequest["parameters"],
): E.Either<QueryFailure, Readonly<Record<string, string | undefined>>> => {
  const [repeated, ...others] = [...parameters]
    .filter(([, values]) => values.length > 1)
    .map(([parameter]) => ({ parameter, expected: "a single value" }));
  if (repeated !== undefined) return E.left(toInvalidParameters([repeated, ...others]));
  return E.right(Object.fromEntries([...parameters].map(([name, [value]]) => [name, value])));
};

const readPage = (request: ListMessagesRequest, sha256: Sha256): E.Either<QueryFailure, Page> => {
  const once = readOnce(request.parameters);
  if (E.isLeft(once)) return once;
  const query = E.mapLeft(toInvalidParameters)(decodeListQuery(once.right));
  if (E.isLeft(query)) return query;
  const { callerCompany } = request;
  if (callerCompany !== undefined && query.right.company_id !== callerCompany)
    return E.left(toFailure(problems.otherCompany));
  const cursor = once.right["cursor"];
  if (cursor === undefined) return E.right({ query: query.right, after: undefined });
  const after = decodeCursor(sha256, query.right, cursor);
  return E.isLeft(after)
    ? E.left(toInvalidParameters([after.left]))
    : E.right({ query: query.right, after: after.right });
};

export const makeListMessages =
  ({ listRecords, sha256 }: ListMessagesDeps): ListMessages =>
  async (request) => {
    const page = readPage(request, sha256);
    if (E.isLeft(page)) return page;
    const { query, after } = page.right;
    const listed = await listRecords(query, after, request.timeLeft);
    if (E.isLeft(listed)) return listed;
    const { items, next, cutShort } = listed.right;
    if (cutShort !== undefined) request.onCutShort(cutShort);
    const next_cursor = next === undefined ? null : encodeCursor(sha256, query, next);
    return E.right(JSON.stringify({ items, next_cursor }));
  };
