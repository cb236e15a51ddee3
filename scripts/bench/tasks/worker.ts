// A message becomes an object and a record.
import { createHash } from "node:crypto";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { company, idOf, toBody, toSqsEvent } from "../function/messages.ts";
import type { Task, Work } from "../function/task.ts";
import type { WireRequest } from "../function/wire-request.ts";
import { setStores } from "./stores-stage.ts";

const Text = t.type({ S: t.string });
const PutItem = t.type({
  TableName: t.string,
  Item: t.type({
    message_id: Text,
    company_id: Text,
    message_time: Text,
    received_at: Text,
    processed_at: Text,
    sha256: Text,
    status: t.type({ S: t.literal("Processed") }),
    message: Text,
  }),
  ConditionExpression: t.string,
  ExpressionAttributeValues: t.UnknownRecord,
  ReturnConsumedCapacity: t.literal("TOTAL"),
});
const Answer = t.type({ batchItemFailures: t.array(t.unknown) });

const hashOf = (body: string, encoding: "hex" | "base64"): string =>
  createHash("sha256").update(body).digest(encoding);

const isSigned = ({ headers }: WireRequest, service: string): boolean =>
  new RegExp(`^AWS4-HMAC-SHA256 Credential=AKIABENCH/\\d{8}/eu-west-1/${service}/aws4_request,`).test(
    headers.authorization ?? "",
  ) &&
  headers["x-amz-date"] !== undefined &&
  headers["x-amz-security-token"] === "bench";

const faultsOfPut = (request: WireRequest, body: string): readonly string[] => {
  const wanted: Readonly<Record<string, string>> = {
    "content-type": "application/json",
    "if-none-match": "*",
    "x-amz-checksum-sha256": hashOf(body, "base64"),
    "x-amz-meta-sha256": hashOf(body, "hex"),
  };
  return [
    ...Object.entries(wanted).flatMap(([name, value]) =>
      request.headers[name] === value ? [] : [`its PUT has no ${name}: ${value}`],
    ),
    ...(request.body === body ? [] : ["its PUT has another body than the message"]),
    ...(isSigned(request, "s3") ? [] : ["its PUT is not signed"]),
  ];
};

const decodeItem = (request: WireRequest): t.TypeOf<typeof PutItem> | undefined => {
  const decoded = PutItem.decode(JSON.parse(request.body));
  return E.isRight(decoded) ? decoded.right : undefined;
};

const faultsOfItem = (request: WireRequest, body: string): readonly string[] => {
  const input = decodeItem(request);
  if (input === undefined)
    return ["its record lacks attributes, a condition, or the question for its capacity"];
  return [
    ...(input.Item.message.S === body ? [] : ["its record has another text than the message"]),
    ...(input.Item.sha256.S === hashOf(body, "hex") ? [] : ["its record has a wrong hash"]),
    ...(input.Item.company_id.S === company ? [] : ["its record has another company"]),
    ...(input.ConditionExpression.includes("attribute_not_exists(message_id)")
      ? []
      : ["its record is written whatever stands there"]),
    ...(isSigned(request, "dynamodb") ? [] : ["its record is not signed"]),
  ];
};

const faultsOfMessage = (requests: readonly WireRequest[], index: number): readonly string[] => {
  const body = toBody(index);
  const put = requests.findIndex(
    ({ method, path }) => method === "PUT" && path.split("?")[0]?.endsWith(`/${company}/${idOf(index)}.json`),
  );
  const item = requests.findIndex(
    (request) =>
      request.headers["x-amz-target"] === "DynamoDB_20120810.PutItem" &&
      decodeItem(request)?.Item.message_id.S === idOf(index),
  );
  const [object, record] = [requests[put], requests[item]];
  if (object === undefined) return ["it puts no object under the company and the id of a message"];
  if (record === undefined)
    return [...faultsOfPut(object, body), "it writes no record with all attributes, on a condition"];
  return [
    ...faultsOfPut(object, body),
    ...faultsOfItem(record, body),
    ...(item < put ? ["it records a message that is not archived yet"] : []),
  ];
};

/** A whole batch is looked at where its requests were kept; of more, their number. */
export const faultsOfWorker = ({
  result,
  requests,
  count,
  messages,
  extraRequests,
}: Work): readonly string[] => {
  const wanted = messages * (2 + extraRequests);
  const checked = requests.length === count ? messages : 1;
  const answer = Answer.decode(result);
  return [
    ...(count === wanted ? [] : [`it makes ${count} requests where ${wanted} are due`]),
    ...(E.isRight(answer) && answer.right.batchItemFailures.length === 0
      ? []
      : ["it does not answer that every message is done"]),
    ...new Set(Array.from({ length: checked }, (_, index) => faultsOfMessage(requests, index)).flat()),
  ];
};

export const worker: Task = {
  name: "worker",
  functionName: "process-message",
  setStage: async () => setStores("process-message", toSqsEvent),
  findFaults: faultsOfWorker,
};
