import { expect } from "chai";
import { anAccount } from "../../testing/stack.ts";
import { identify, type OperationName } from "./identify.ts";

const table = "arn:aws:dynamodb:us-east-1:000000000000:table";

const resourcesOf = (operation: OperationName, input: object) =>
  identify(anAccount)({
    method: "POST",
    url: "/",
    headers: { "x-amz-target": `DynamoDB_20120810.${operation}` },
    body: Buffer.from(JSON.stringify(input)),
  })?.resources;

describe("what a DynamoDB request needs permission for", () => {
  it("is every table of a batch, whatever other table a parameter names that batches do not have", () => {
    const input = { TableName: "mine", RequestItems: { theirs: [], other: [] } };
    for (const operation of ["BatchGetItem", "BatchWriteItem"] as const)
      expect(resourcesOf(operation, input)).to.deep.equal([`${table}/theirs`, `${table}/other`]);
  });

  it("is the index of a query or a scan, and the table itself where the operation has no index", () => {
    const input = { TableName: "jobs", IndexName: "by_owner" };
    expect(resourcesOf("Query", input)).to.deep.equal([`${table}/jobs/index/by_owner`]);
    expect(resourcesOf("Scan", input)).to.deep.equal([`${table}/jobs/index/by_owner`]);
    expect(resourcesOf("GetItem", input)).to.deep.equal([`${table}/jobs`]);
    expect(resourcesOf("PutItem", { ...input, RequestItems: { other: [] } })).to.deep.equal([
      `${table}/jobs`,
    ]);
  });
});
