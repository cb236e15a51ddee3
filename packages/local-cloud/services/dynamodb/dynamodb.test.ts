import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { startTestEndpoint, type TestEndpoint } from "../../testing/start-test-endpoint.ts";
import type { Resources } from "../../testing/stack.ts";
import { rejectionOf } from "../../testing/rejection-of.ts";

const jobs = {
  name: "jobs",
  billing_mode: "PAY_PER_REQUEST",
  hash_key: "id",
  attribute: [
    { name: "id", type: "S" },
    { name: "owner", type: "S" },
    { name: "at", type: "S" },
  ],
  global_secondary_index: [
    {
      name: "by_owner",
      hash_key: "owner",
      range_key: "at",
      projection_type: "INCLUDE",
      non_key_attributes: ["state"],
    },
  ],
  point_in_time_recovery: { enabled: true },
  deletion_protection_enabled: true,
  ttl: { enabled: true, attribute_name: "expires" },
  server_side_encryption: { enabled: true },
};

const tables = (configs: Readonly<Record<string, object>>): Resources => ({
  aws_dynamodb_table: Object.fromEntries(
    Object.entries(configs).map(([name, config]) => [name, { ...config }]),
  ),
});
const job = (id: string, state = "new") => ({
  id: { S: id },
  owner: { S: "ann" },
  at: { S: `2026-01-0${id}` },
  state: { S: state },
  body: { S: "long" },
});

const failedItem = async (promise: Promise<unknown>) => {
  const error = await rejectionOf(promise);
  expect(error).to.be.instanceOf(ConditionalCheckFailedException);
  return (error as ConditionalCheckFailedException).Item;
};

const startWith = async (...configs: readonly object[]) =>
  rejectionOf(
    startTestEndpoint({
      resources: tables(Object.fromEntries(configs.map((config, index) => [`t${index}`, config]))),
    }),
  );

describe("DynamoDB", () => {
  let endpoint: TestEndpoint;
  let dynamodb: DynamoDBClient;
  before(async () => {
    const note = {
      name: "notes",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "id",
      attribute: { name: "id", type: "S" },
    };
    endpoint = await startTestEndpoint({ resources: tables({ jobs, notes: note }) });
    dynamodb = new DynamoDBClient(endpoint.clientConfig);
  });
  after(async () => {
    dynamodb.destroy();
    await endpoint.stop();
  });

  it("writes items and finds them by index, with what it projects", async () => {
    await dynamodb.send(
      new BatchWriteItemCommand({
        RequestItems: { jobs: ["1", "2"].map((id) => ({ PutRequest: { Item: job(id) } })) },
      }),
    );
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: "jobs",
        IndexName: "by_owner",
        KeyConditionExpression: "#owner = :owner",
        ExpressionAttributeNames: { "#owner": "owner" },
        ExpressionAttributeValues: { ":owner": { S: "ann" } },
        ScanIndexForward: false,
      }),
    );
    expect(Items.map(({ id }) => id?.S)).to.deep.equal(["2", "1"]);
    expect(Items[0]).to.have.property("state");
    expect(Items[0]).not.to.have.property("body");
  });

  it("reads many items at once, each in part", async () => {
    const { Responses } = await dynamodb.send(
      new BatchGetItemCommand({
        RequestItems: {
          jobs: { Keys: ["1", "none"].map((id) => ({ id: { S: id } })), ProjectionExpression: "id" },
        },
      }),
    );
    expect(Responses).to.deep.equal({ jobs: [{ id: { S: "1" } }] });
  });

  it("refuses an entry of a map or a list that is null, and takes any other null for nothing", async () => {
    const ask = async (operation: string, input: object): Promise<string> => {
      const headers = { "x-amz-target": `DynamoDB_20120810.${operation}` };
      const body = JSON.stringify({ TableName: "jobs", ...input });
      const response = await fetch(endpoint.clientConfig.endpoint, { method: "POST", headers, body });
      return `${response.status} ${await response.text()}`;
    };
    const query = { KeyConditionExpression: "id = :id" };
    const cases = [
      ["Query", { ...query, ExpressionAttributeValues: { ":id": null } }, "expressionAttributeValues.:id"],
      [
        "Query",
        { ...query, ExpressionAttributeValues: { ":id": { L: [null] } } },
        "expressionAttributeValues",
      ],
      ["Query", { KeyConditions: { id: null } }, "keyConditions.id"],
      ["GetItem", { Key: { id: null } }, "key.id"],
      ["PutItem", { Item: { id: { S: "n" }, note: { M: { a: null } } } }, "item.note.M.a"],
      ["PutItem", { Item: { id: { S: "n" }, note: { SS: [null] } } }, "item.note.SS"],
      ["UpdateItem", { Key: { id: { S: "n" } }, AttributeUpdates: { a: null } }, "attributeUpdates.a"],
      ["BatchWriteItem", { RequestItems: { jobs: [null] } }, "requestItems.jobs"],
      ["Scan", { ScanFilter: { a: null } }, "scanFilter.a"],
    ] as const;
    for (const [operation, input, path] of cases) {
      const answer = await ask(operation, input);
      expect(answer, operation).to.match(/^400 .*#ValidationException".*Value null at '/);
      expect(answer).to.contain(`'${path}`);
    }
    expect(await ask("GetItem", { Key: { id: { S: "none" } }, ConsistentRead: null })).to.equal("200 {}");
  });

  it("refuses an item that is nested without end", async () => {
    const headers = { "x-amz-target": "DynamoDB_20120810.PutItem" };
    const deep = `${'{"M":{"a":'.repeat(20_000)}{"S":"x"}${"}}".repeat(20_000)}`;
    const body = `{"TableName":"jobs","Item":{"id":{"S":"deep"},"note":${deep}}}`;
    const response = await fetch(endpoint.clientConfig.endpoint, { method: "POST", headers, body });
    expect(`${response.status} ${await response.text()}`).to.match(/^400 .*ValidationException.*Nesting/);
  });

  describe("a failed condition", () => {
    const isNew = { ConditionExpression: "attribute_not_exists(id)" };
    const allOld = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;
    it("returns the existing item, for a put, an update and a deletion", async () => {
      const stored = job("3", "done");
      await dynamodb.send(new PutItemCommand({ TableName: "jobs", Item: stored }));
      const put = new PutItemCommand({ TableName: "jobs", Item: job("3"), ...isNew, ...allOld });
      expect(await failedItem(dynamodb.send(put))).to.deep.equal(stored);
      const Key = { id: { S: "3" } };
      const update = new UpdateItemCommand({
        TableName: "jobs",
        Key,
        UpdateExpression: "SET body = :b",
        ExpressionAttributeValues: { ":b": { S: "x" } },
        ...isNew,
        ...allOld,
      });
      expect(await failedItem(dynamodb.send(update))).to.deep.equal(stored);
      const deletion = new DeleteItemCommand({ TableName: "jobs", Key, ...isNew, ...allOld });
      expect(await failedItem(dynamodb.send(deletion))).to.deep.equal(stored);
    });

    it("returns no item when none was asked for, or none exists", async () => {
      await dynamodb.send(new PutItemCommand({ TableName: "jobs", Item: job("4") }));
      const plain = new PutItemCommand({ TableName: "jobs", Item: job("4"), ...isNew });
      expect(await failedItem(dynamodb.send(plain))).to.equal(undefined);
      const missing = new DeleteItemCommand({
        TableName: "jobs",
        Key: { id: { S: "nothing" } },
        ConditionExpression: "attribute_exists(id)",
        ...allOld,
      });
      expect(await failedItem(dynamodb.send(missing))).to.equal(undefined);
    });
  });

  describe("refusals", () => {
    it("refuses an operation that is not supported, by name, and logs it", async () => {
      const write = new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName: "jobs", Item: job("5") } }],
      });
      const describe = new DescribeTableCommand({ TableName: "jobs" });
      for (const [operation, sent] of [
        ["TransactWriteItems", dynamodb.send(write)],
        ["DescribeTable", dynamodb.send(describe)],
      ] as const) {
        const error = await rejectionOf(sent);
        expect([error.name, error.message]).to.deep.equal([
          "UnknownOperationException",
          `dynamodb: ${operation} is not supported by the local cloud.`,
        ]);
        expect(endpoint.logged.at(-1)).to.include({ level: "WARN" });
      }
    });

    it("refuses a body that is no JSON object", async () => {
      for (const body of ["", "{", "null", "[]"]) {
        const headers = { "x-amz-target": "DynamoDB_20120810.PutItem" };
        const response = await fetch(endpoint.url, { method: "POST", headers, body });
        expect(response.status).to.equal(400);
        expect(await response.text()).to.include("SerializationException");
      }
    });

    it("refuses to read a table that does not exist", async () => {
      const scan = dynamodb.send(new ScanCommand({ TableName: "gone" }));
      expect(await rejectionOf(scan)).to.be.instanceOf(ResourceNotFoundException);
    });

    it("refuses a consistent scan of an index", async () => {
      const scan = new ScanCommand({ TableName: "jobs", IndexName: "by_owner", ConsistentRead: true });
      expect(await rejectionOf(dynamodb.send(scan))).to.have.property("name", "ValidationException");
    });
  });

  describe("a stack that AWS would refuse", () => {
    it("names the table whose keys and attributes do not fit", async () => {
      const error = await startWith({ ...jobs, attribute: [{ name: "id", type: "S" }] });
      expect(error.message).to.match(/^aws_dynamodb_table\.t0: .*attribute/i);
    });

    it("names the table that another has the name of", async () => {
      expect((await startWith(jobs, jobs)).message).to.equal(
        "aws_dynamodb_table.t1: the table jobs is aws_dynamodb_table.t0 already",
      );
    });

    for (const [name, config] of [
      ["provisioned capacity", { billing_mode: "PROVISIONED", read_capacity: 1, write_capacity: 1 }],
      ["streams", { stream_enabled: true }],
      ["replicas", { replica: [{ region_name: "eu-west-1" }] }],
      ["a key without encryption", { server_side_encryption: { enabled: false, kms_key_arn: "arn:k" } }],
      ["local indexes", { local_secondary_index: [] }],
    ] as const) {
      it(`refuses ${name}`, async () => {
        expect((await startWith({ ...jobs, ...config })).message).to.include(Object.keys(config)[0]);
      });
    }
  });

  describe("with a data directory", () => {
    let dataDirectory: string;
    before(async () => {
      dataDirectory = await mkdtemp(join(tmpdir(), "local-cloud-"));
    });
    after(async () => {
      await rm(dataDirectory, { recursive: true });
    });

    it("keeps items over a restart, and refuses to open them under another shape", async () => {
      const first = await startTestEndpoint({ dataDirectory, resources: tables({ jobs }) });
      const writer = new DynamoDBClient(first.clientConfig);
      await writer.send(new PutItemCommand({ TableName: "jobs", Item: job("6") }));
      writer.destroy();
      await first.stop();

      const changed = {
        ...jobs,
        global_secondary_index: [{ ...jobs.global_secondary_index[0], projection_type: "ALL" }],
      };
      const { non_key_attributes: _dropped, ...index } = changed.global_secondary_index[0] ?? {};
      const other = tables({ jobs: { ...jobs, global_secondary_index: [index] } });
      const error = await rejectionOf(startTestEndpoint({ dataDirectory, resources: other }));
      expect(error.message).to.include(
        "aws_dynamodb_table.jobs: the table jobs in the data directory has other",
      );

      const second = await startTestEndpoint({ dataDirectory, resources: tables({ jobs }) });
      const reader = new DynamoDBClient(second.clientConfig);
      const { Item } = await reader.send(new GetItemCommand({ TableName: "jobs", Key: { id: { S: "6" } } }));
      expect(Item).to.deep.equal(job("6"));
      reader.destroy();
      await second.stop();
    });
  });
});
