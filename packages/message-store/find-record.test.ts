import { assertLeft, assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { aProcessedRecord } from "@message-handler/domain/testing/fixtures.ts";
import { expect } from "chai";
import { makeFindRecord } from "./find-record.ts";
import { toRecordItem } from "./persisted-record.ts";
import { useFakeDynamoDb } from "./testing/use-fake-dynamodb.ts";

const headers = { "content-type": "application/x-amz-json-1.0" };
const ConsumedCapacity = { TableName: "records", CapacityUnits: 1 };

describe("makeFindRecord", () => {
  const fake = useFakeDynamoDb();
  const find = () => makeFindRecord({ client: fake().client, table: "records" })(aProcessedRecord.message_id);
  const answerWith = (status: number, body: object) => {
    fake().aws.answer(() => ({ status, headers, body: JSON.stringify(body) }));
  };

  it("finds a record by its key, with a consistent read", async () => {
    answerWith(200, { ConsumedCapacity, Item: toRecordItem(aProcessedRecord) });
    expect(assertRight(await find())).to.deep.equal(aProcessedRecord);
    expect(JSON.parse(fake().aws.requests[0]?.body ?? "")).to.deep.equal({
      TableName: "records",
      Key: { message_id: { S: aProcessedRecord.message_id } },
      ConsistentRead: true,
      ReturnConsumedCapacity: "TOTAL",
    });
  });

  it("finds nothing where there is no record", async () => {
    answerWith(200, { ConsumedCapacity });
    expect(assertRight(await find())).to.equal(undefined);
  });

  it("does not treat an empty answer of a proxy as a missing record", async () => {
    answerWith(200, {});
    expect(assertLeft(await find()).code).to.equal("UnconfirmedAnswer");
  });

  it("fails for an operator on an item that is not a record", async () => {
    answerWith(200, { ConsumedCapacity, Item: { message_id: { S: aProcessedRecord.message_id } } });
    expect(assertLeft(await find())).to.include({ code: "UnreadableState", needsOperator: true });
  });

  it("returns a failure when the service fails", async () => {
    answerWith(400, { __type: "ThrottlingException" });
    expect(assertLeft(await find())).to.include({ code: "ThrottlingException", needsOperator: false });
  });
});
