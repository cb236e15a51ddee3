import { expect } from "chai";
import { createHash } from "node:crypto";
import { company, idOf, toBody } from "../function/messages.ts";
import type { Work } from "../function/task.ts";
import type { WireRequest } from "../function/wire-request.ts";
import { faultsOfWorker } from "./worker.ts";

const body = toBody(0);
const sha256 = (encoding: "hex" | "base64"): string => createHash("sha256").update(body).digest(encoding);
const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIABENCH/20261128/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=00`,
  "x-amz-date": "20261128T093015Z",
  "x-amz-security-token": "bench",
});

const aPut = (headers: WireRequest["headers"] = {}): WireRequest => ({
  method: "PUT",
  path: `/bucket/${company}/${idOf(0)}.json?x-id=PutObject`,
  headers: {
    ...signed("s3"),
    "content-type": "application/json",
    "if-none-match": "*",
    "x-amz-checksum-sha256": sha256("base64"),
    "x-amz-meta-sha256": sha256("hex"),
    ...headers,
  },
  body,
});

const anItem = {
  message_id: idOf(0),
  company_id: company,
  message_time: "t",
  received_at: "t",
  processed_at: "t",
  sha256: sha256("hex"),
  status: "Processed",
  message: body,
};

const aRecord = (
  item: Readonly<Record<string, string | undefined>> = {},
  input: object = {},
): WireRequest => ({
  method: "POST",
  path: "/",
  headers: { ...signed("dynamodb"), "x-amz-target": "DynamoDB_20120810.PutItem" },
  body: JSON.stringify({
    TableName: "messages",
    Item: Object.fromEntries(Object.entries({ ...anItem, ...item }).map(([name, S]) => [name, { S }])),
    ConditionExpression: "attribute_not_exists(message_id)",
    ExpressionAttributeValues: {},
    ReturnConsumedCapacity: "TOTAL",
    ...input,
  }),
});

const workOf = (...requests: readonly WireRequest[]): Work => ({
  result: { batchItemFailures: [] },
  requests,
  count: requests.length,
  messages: 1,
  extraRequests: 0,
});

describe("the bench's check of a worker", () => {
  it("finds nothing wrong with an object and a record, both on condition", () => {
    expect(faultsOfWorker(workOf(aPut(), aRecord()))).to.deep.equal([]);
  });

  for (const [what, requests, fault] of [
    ["no condition on the object", [aPut({ "if-none-match": undefined }), aRecord()], "if-none-match"],
    ["no checksum", [aPut({ "x-amz-checksum-sha256": undefined }), aRecord()], "x-amz-checksum-sha256"],
    ["no metadata", [aPut({ "x-amz-meta-sha256": undefined }), aRecord()], "x-amz-meta-sha256"],
    ["no signature", [aPut({ authorization: undefined }), aRecord()], "not signed"],
    ["no session token", [aPut({ "x-amz-security-token": undefined }), aRecord()], "not signed"],
    ["a wrong hash", [aPut(), aRecord({ sha256: "00" })], "wrong hash"],
    ["no status", [aPut(), aRecord({ status: undefined })], "all attributes"],
    [
      "no condition on the record",
      [aPut(), aRecord({}, { ConditionExpression: undefined })],
      "on a condition",
    ],
    ["another condition", [aPut(), aRecord({}, { ConditionExpression: "x = y" })], "whatever stands there"],
    ["the record first", [aRecord(), aPut()], "not archived yet"],
    ["no record", [aPut()], "1 requests where 2 are due"],
    ["a retry", [aPut(), aPut(), aRecord()], "3 requests where 2 are due"],
  ] as const)
    it(`catches a worker with ${what}`, () => {
      expect(faultsOfWorker(workOf(...requests)).join("; ")).to.include(fault);
    });

  it("catches a worker that gives a message back", () => {
    const work = { ...workOf(aPut(), aRecord()), result: { batchItemFailures: [{ itemIdentifier: "1" }] } };
    expect(faultsOfWorker(work)).to.deep.equal(["it does not answer that every message is done"]);
  });
});
