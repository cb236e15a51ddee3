import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import dynalite, { type Item, type Store } from "dynalite/db/index.js";

import { openTableStore, type TableStore } from "./table-store.ts";
import { rejectionOf } from "../../../testing/rejection-of.ts";

const table = {
  TableName: "jobs",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: ["id", "owner", "at"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  GlobalSecondaryIndexes: [
    {
      IndexName: "by_owner",
      KeySchema: [
        { AttributeName: "owner", KeyType: "HASH" },
        { AttributeName: "at", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["state"] },
    },
  ],
};

const job = (id: string, at: string, state = "new") => ({
  id: { S: id },
  owner: { S: "ann" },
  at: { S: at },
  state: { S: state },
  body: { S: "long" },
});
const entry = (id: string, at: string, state = "new") => {
  const { body: _body, ...projected } = job(id, at, state);
  return projected;
};

const listed = async (store: TableStore): Promise<unknown> => {
  const { output } = await store.call("Query", {
    TableName: "jobs",
    IndexName: "by_owner",
    KeyConditionExpression: "#o = :o",
    ExpressionAttributeNames: { "#o": "owner" },
    ExpressionAttributeValues: { ":o": { S: "ann" } },
  });
  return output["Items"];
};

describe("openTableStore", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "local-cloud-"));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  /** What a process that is killed between two writes leaves behind. */
  const tamper = async (
    change: (key: string, value: Item, db: Store["db"]) => Promise<void>,
  ): Promise<void> => {
    const { db } = dynalite.create({ path: directory, createTableMs: 0 });
    for await (const [key, value] of db.iterator({ gte: "", lt: "\u007F" })) await change(key, value, db);
    await db.close();
  };

  const fill = async (...jobs: readonly object[]): Promise<void> => {
    const store = await openTableStore(directory);
    await store.create(structuredClone(table));
    for (const Item of jobs) await store.call("PutItem", { TableName: "jobs", Item });
    await store.close();
  };

  it("keeps items and their index entries over a restart", async () => {
    await fill(job("a", "1"), job("b", "2"));
    const store = await openTableStore(directory);
    expect(await listed(store)).to.deep.equal([entry("a", "1"), entry("b", "2")]);
    await store.close();
  });

  it("drops an index entry whose item was not written, so that a list shows an item once", async () => {
    await fill(job("a", "1"));
    await tamper(async (key, value, db) => {
      if (key.startsWith("item-jobs~")) await db.batch([{ type: "del", key }]);
      if (key.startsWith("item-jobs~"))
        await db.batch([{ type: "put", key, value: { ...value, at: { S: "2" } } }]);
    });
    const store = await openTableStore(directory);
    expect(await listed(store)).to.deep.equal([entry("a", "2")]);
    await store.close();
  });

  it("writes an index entry that is missing, and corrects one that is not as the item is", async () => {
    await fill(job("a", "1"), job("b", "2"), job("c", "3"));
    await tamper(async (key, value, db) => {
      if (!key.startsWith("index-global~jobs~")) return;
      if (JSON.stringify(value).includes('"id":{"S":"a"}')) await db.batch([{ type: "del", key }]);
      if (JSON.stringify(value).includes('"id":{"S":"b"}'))
        await db.batch([{ type: "put", key, value: { ...value, state: { S: "done" } } }]);
    });
    const store = await openTableStore(directory);
    expect(await listed(store)).to.deep.equal([entry("a", "1"), entry("b", "2"), entry("c", "3")]);
    await store.close();
  });

  it("evaluates a condition with the values of each call, though it parses it once", async () => {
    const store = await openTableStore();
    await store.create(structuredClone(table));
    await store.call("PutItem", { TableName: "jobs", Item: job("a", "1") });
    const replace = async (from: string, to: string, others: object = {}): Promise<unknown> => {
      const { status, output } = await store.call("PutItem", {
        TableName: "jobs",
        Item: job("a", "1", to),
        ConditionExpression: "attribute_not_exists(id) OR (#s = :from AND (id = :id OR id = :id))",
        ExpressionAttributeNames: { "#s": "state" },
        ExpressionAttributeValues: { ":from": { S: from }, ":id": { S: "a" } },
        ...others,
      });
      return status === 200 ? to : String(output["__type"]).split("#")[1];
    };
    expect(await replace("new", "busy")).to.equal("busy");
    expect(await replace("new", "busy")).to.equal("ConditionalCheckFailedException");
    expect(await replace("busy", "done")).to.equal("done");
    const wrong = { ExpressionAttributeValues: { ":from": { N: "x" }, ":id": { S: "a" } } };
    expect(await replace("done", "gone", wrong)).to.equal("ValidationException");
    const unused = { ExpressionAttributeNames: { "#s": "state", "#t": "at" } };
    expect(await replace("done", "gone", unused)).to.equal("ValidationException");
    const mixed = { Expected: { id: { Exists: false } } };
    expect(await replace("done", "gone", mixed)).to.equal("ValidationException");
    await store.close();
  });

  it("names the directory when it cannot be opened", async () => {
    await fill(job("a", "1"));
    await writeFile(join(directory, "CURRENT"), "MANIFEST-999999\n");
    const error = await rejectionOf(openTableStore(directory));
    expect(error.message).to.include(`the tables in ${directory} cannot be opened: `);
  });
});
