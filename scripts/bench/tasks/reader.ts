// One message by its id, and a page of a company's.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { listed } from "../function/fake-stores.ts";
import { company, idOf } from "../function/messages.ts";
import type { Task, Work } from "../function/task.ts";
import { setStores } from "./stores-stage.ts";

const Answer = t.type({ statusCode: t.literal(200), body: t.string });
const Record = t.type({
  message_id: t.literal(idOf(0)),
  status: t.literal("Processed"),
  message: t.type({ data: t.UnknownRecord }),
});
const Page = t.type({ items: t.array(t.type({ message_id: t.string })) });

const bodyOf = (result: unknown): unknown => {
  const answer = Answer.decode(result);
  return E.isRight(answer) ? JSON.parse(answer.right.body) : undefined;
};

/** One request for each event, which must be this one. */
const faultsOf = (
  { result, requests, count, messages }: Work,
  operation: string,
  isRight: (body: unknown) => boolean,
): readonly string[] => [
  ...(count === messages ? [] : [`it makes ${count} requests where ${messages} are due`]),
  ...(requests.every(({ headers }) => headers["x-amz-target"] === `DynamoDB_20120810.${operation}`)
    ? []
    : [`it asks for something else than ${operation}`]),
  ...(isRight(bodyOf(result)) ? [] : ["it does not answer with what was asked for"]),
];

const request = (resource: string) => ({
  httpMethod: "GET",
  resource,
  path: resource,
  headers: {},
  pathParameters: null,
  multiValueQueryStringParameters: null,
  requestContext: { requestId: "0a6f2f3e-0f5a-4a51-9c0a-2d1d8e3a7b10" },
});

const functionName = "query-messages";

export const readerById: Task = {
  name: "reader, by id",
  functionName,
  setStage: async () =>
    setStores(functionName, () => ({
      ...request("/messages/{message_id}"),
      pathParameters: { message_id: idOf(0) },
    })),
  findFaults: (work) => faultsOf(work, "GetItem", Record.is),
};

export const readerList: Task = {
  name: "reader, list",
  functionName,
  setStage: async () =>
    setStores(functionName, () => ({
      ...request("/messages"),
      multiValueQueryStringParameters: { company_id: [company], limit: [`${listed}`] },
    })),
  findFaults: (work) => faultsOf(work, "Query", (body) => Page.is(body) && body.items.length === listed),
};
