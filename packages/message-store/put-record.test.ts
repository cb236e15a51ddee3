import { makeDynamoDb } from "@message-handler/aws-client/clients.ts";
import { assertLeft, assertRight } from "@message-handler/domain/testing/assert-either.ts";
import {
  anotherCompanyId,
  aProcessedRecord,
  aRejectedRecord,
} from "@message-handler/domain/testing/fixtures.ts";
import { decide } from "@message-handler/domain/record-machine.ts";
import type { MessageRecord } from "@message-handler/domain/record.ts";
import { expect } from "chai";
import {
  clientEnvironment,
  clientLimits,
  inTurn,
  type WireAnswer,
} from "@message-handler/aws-client/testing/fake-aws.ts";
import { toRecordItem } from "./persisted-record.ts";
import { makeRecordProcessed, makeRecordRejected } from "./put-record.ts";
import { useFakeDynamoDb } from "./testing/use-fake-dynamodb.ts";

const headers = { "content-type": "application/x-amz-json-1.0" };
const json = (status: number, body: object): WireAnswer => ({ status, headers, body: JSON.stringify(body) });
const ConsumedCapacity = { TableName: "records", CapacityUnits: 1 };
const done = json(200, { ConsumedCapacity });
const failed = json(400, { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException" });
const found = (record: MessageRecord) => json(200, { ConsumedCapacity, Item: toRecordItem(record) });
const body = (request: { readonly body: string } | undefined): unknown => JSON.parse(request?.body ?? "null");

describe("makeRecordProcessed and makeRecordRejected", () => {
  const fake = useFakeDynamoDb();
  const record = async (incoming: MessageRecord) =>
    incoming.status === "Processed"
      ? makeRecordProcessed({ client: fake().client, table: "records" })(incoming)
      : makeRecordRejected({ client: fake().client, table: "records" })(incoming);

  it("put a processed record under a free id or over a rejection of the same company", async () => {
    fake().aws.answer(() => done);
    expect(assertRight(await record(aProcessedRecord))).to.equal("Recorded");
    expect(fake().aws.requests).to.have.length(1);
    expect(fake().aws.requests[0]?.headers["x-amz-target"]).to.equal("DynamoDB_20120810.PutItem");
    expect(body(fake().aws.requests[0])).to.deep.equal({
      TableName: "records",
      Item: toRecordItem(aProcessedRecord),
      ConditionExpression:
        "attribute_not_exists(message_id) OR (#status = :rejected AND (attribute_not_exists(company_id) OR company_id = :company))",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: {
        ":rejected": { S: "Rejected" },
        ":company": { S: aProcessedRecord.company_id },
      },
      ReturnConsumedCapacity: "TOTAL",
    });
  });

  it("put a rejection under a free key or over a rejection without a company", async () => {
    fake().aws.answer(() => done);
    expect(assertRight(await record(aRejectedRecord))).to.equal("Recorded");
    expect(body(fake().aws.requests[0])).to.deep.include({
      ConditionExpression:
        "attribute_not_exists(message_id) OR (#status = :rejected AND attribute_not_exists(company_id))",
      ExpressionAttributeValues: { ":rejected": { S: "Rejected" } },
    });
  });

  it("put a rejection without a company under a free key only", async () => {
    fake().aws.answer(() => done);
    const { company_id: _none, ...withoutCompany } = aRejectedRecord;
    await record(withoutCompany);
    const request = body(fake().aws.requests[0]);
    expect(request).to.deep.include({ ConditionExpression: "attribute_not_exists(message_id)" });
    // DynamoDB refuses names and values that the expression does not use.
    expect(request).not.to.have.any.keys("ExpressionAttributeNames", "ExpressionAttributeValues");
  });

  it("say when a record may be deleted, counted from its verdict, where records are not kept for ever", async () => {
    fake().aws.answer(() => done);
    const table = { client: fake().client, table: "records", recordDays: 2 };
    await makeRecordProcessed(table)({ ...aProcessedRecord, processed_at: "2024-02-28T00:00:00.001Z" });
    await makeRecordRejected(table)({ ...aRejectedRecord, rejected_at: "2024-02-28T00:00:00.000Z" });
    const expiries = fake().aws.requests.map(
      (request) => (body(request) as { readonly Item: { readonly expires_at: unknown } }).Item.expires_at,
    );
    // date -u -d 2024-03-01 +%s
    expect(expiries).to.deep.equal([{ N: "1709251201" }, { N: "1709251200" }]);
  });

  it("read the existing record consistently when the condition fails", async () => {
    fake().aws.answer(inTurn(failed, found(aProcessedRecord)));
    await record(aProcessedRecord);
    expect(fake().aws.requests[1]?.headers["x-amz-target"]).to.equal("DynamoDB_20120810.GetItem");
    expect(body(fake().aws.requests[1])).to.deep.include({
      Key: { message_id: { S: aProcessedRecord.message_id } },
      ConsistentRead: true,
    });
  });

  const otherHash = { sha256: "c".repeat(64) };
  const pairs: Record<string, readonly [existing: MessageRecord, incoming: MessageRecord]> = {
    "the same message again": [aProcessedRecord, aProcessedRecord],
    "another message": [aProcessedRecord, { ...aProcessedRecord, ...otherHash }],
    "another company": [aProcessedRecord, { ...aProcessedRecord, company_id: anotherCompanyId }],
    "an invalid twin": [aProcessedRecord, aRejectedRecord],
    "the same rejection again": [aRejectedRecord, aRejectedRecord],
    "another company's message under a rejected id": [
      aRejectedRecord,
      { ...aProcessedRecord, company_id: anotherCompanyId },
    ],
  };
  for (const [what, [existing, incoming]] of Object.entries(pairs))
    it(`return what the record machine decides for ${what}`, async () => {
      fake().aws.answer(inTurn(failed, found(existing)));
      const decision = decide(existing, incoming);
      expect(decision).not.to.equal("Write");
      expect(assertRight(await record(incoming))).to.equal(decision);
    });

  it("return Duplicate for a write that was applied though its answer was lost", async () => {
    const retrying = makeDynamoDb(clientLimits(2), clientEnvironment(fake().aws.endpoint));
    fake().aws.answer(inTurn("reset", failed, found(aProcessedRecord)));
    const outcome = await makeRecordProcessed({ client: retrying, table: "records" })(aProcessedRecord);
    retrying.destroy();
    expect(assertRight(outcome)).to.equal("Duplicate");
  });

  it("fail transiently when the existing record is gone or may be replaced by now", async () => {
    for (const gone of [json(200, { ConsumedCapacity }), found(aRejectedRecord)]) {
      fake().aws.answer(inTurn(failed, gone));
      expect(assertLeft(await record(aProcessedRecord))).to.include({
        code: "ChangedMeanwhile",
        needsOperator: false,
      });
    }
  });

  it("fail for an operator when the existing item is not a record", async () => {
    fake().aws.answer(inTurn(failed, json(200, { ConsumedCapacity, Item: { message_id: { S: "x" } } })));
    expect(assertLeft(await record(aProcessedRecord))).to.include({
      code: "UnreadableState",
      needsOperator: true,
    });
  });

  for (const [what, answer] of Object.entries({
    "an empty 200": { status: 200 },
    "an empty object": json(200, {}),
  }))
    it(`do not treat ${what} as a success, when writing and when reading`, async () => {
      fake().aws.answer(() => answer);
      expect(assertLeft(await record(aProcessedRecord)).code).to.equal("UnconfirmedAnswer");
      fake().aws.answer(inTurn(failed, answer));
      expect(assertLeft(await record(aProcessedRecord)).code).to.equal("UnconfirmedAnswer");
    });

  const passing = {
    throttling: json(400, { __type: "ProvisionedThroughputExceededException" }),
    "an internal error": json(500, { __type: "InternalServerError" }),
    "HTML with a 502": {
      status: 502,
      headers: { "content-type": "text/html" },
      body: "<html>Bad gateway</html>",
    },
    "HTML with a 200": {
      status: 200,
      headers: { "content-type": "text/html" },
      body: "<html>Welcome</html>",
    },
    "a reset": "reset",
    silence: "hang",
    "an answer that breaks off": "cut",
  } as const;
  for (const [what, answer] of Object.entries(passing))
    it(`fail transiently on ${what}, when writing and when reading`, async () => {
      for (const script of [inTurn(answer), inTurn(failed, answer)]) {
        fake().aws.answer(script);
        expect(assertLeft(await record(aRejectedRecord))).to.include({
          kind: "Transient",
          needsOperator: false,
        });
      }
    });

  it("fail for an operator when access is denied, naming the action only", async () => {
    const message =
      "User: arn:aws:sts::1:assumed-role/r/f is not authorized to perform: dynamodb:PutItem on resource: arn:aws:x";
    fake().aws.answer(() => json(400, { __type: "com.amazon.coral.service#AccessDeniedException", message }));
    expect(assertLeft(await record(aProcessedRecord))).to.include({
      code: "AccessDeniedException",
      needsOperator: true,
      detail: "PutItem was denied: dynamodb:PutItem is not granted.",
    });
  });

  for (const type of ["ResourceNotFoundException", "ValidationException", "UnrecognizedClientException"])
    it(`fail for an operator on ${type}`, async () => {
      fake().aws.answer(() => json(400, { __type: type, message: "arn:aws:dynamodb:x" }));
      const failure = assertLeft(await record(aProcessedRecord));
      expect(failure).to.include({ kind: "Transient", code: type, needsOperator: true });
      expect(failure.detail).not.to.include("arn:");
    });
});
