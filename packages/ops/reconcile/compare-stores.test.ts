import { aCompanyId } from "@message-handler/domain/testing/fixtures.ts";
import type { ProcessedRecord } from "@message-handler/domain/record.ts";
import { toRecordItem } from "@message-handler/message-store/persisted-record.ts";
import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withWorkFile } from "../archive/work-file.ts";
import { makeFakeTerminal } from "../dead-letters/fake-target.fixture.ts";
import { answering } from "../target/answering.fixture.ts";
import type { Target } from "../target/target.ts";
import { compareStores, schema, type ReconcileOptions } from "./compare-stores.ts";
import { keyOf, makeFakeArchive, someRecords } from "./fake-archive.fixture.ts";
import type { Reconciled } from "./reconciled.ts";

const Key = t.type({ message_id: t.type({ S: t.string }) });
const Input = t.partial({ Key, ExclusiveStartKey: Key });

const idIn = (input: object, name: "Key" | "ExclusiveStartKey"): string | undefined => {
  const decoded = Input.decode(input);
  return E.isRight(decoded) ? decoded.right[name]?.message_id.S : undefined;
};

describe("compareStores", () => {
  const compare = async (
    target: Target,
    file?: string,
    chosen: Partial<ReconcileOptions> = {},
    { terminal } = makeFakeTerminal(),
  ): Promise<Reconciled> => {
    const isKept = file !== undefined;
    const all = {
      companyId: aCompanyId,
      isRepair: false,
      isKept,
      rate: undefined,
      recordDays: 0,
      now: new Date(),
    };
    return withWorkFile({ file, purpose: "a test", schema }, async (workFile) =>
      compareStores(target, { ...all, ...chosen }, workFile, terminal),
    );
  };
  const step = { step: "initialize", priority: "high" } as const;

  it("goes on behind the last page of a company's records that it has compared", async () => {
    const records = someRecords(3);
    const target = makeFakeArchive(records);
    const read: (string | undefined)[] = [];
    let isBroken = true;
    target.clients.dynamodb.middlewareStack.add(
      answering({
        // A page of one.
        QueryCommand: (input) => {
          const after = records.findIndex((record) => record.message_id === idIn(input, "ExclusiveStartKey"));
          const id = { message_id: { S: records[after + 1]?.message_id ?? "" } };
          return { Items: [id], LastEvaluatedKey: after + 2 < records.length ? id : undefined };
        },
        GetItemCommand: (input) => {
          const id = idIn(input, "Key");
          read.push(id);
          const record = records.find(({ message_id }) => message_id === id);
          if (record === undefined || (isBroken && id === records[2]?.message_id))
            throw new Error("no connection");
          return { Item: toRecordItem(record), ConsumedCapacity: {} };
        },
      }),
      step,
    );
    const directory = mkdtempSync(join(tmpdir(), "ops-"));
    try {
      const file = join(directory, "progress");
      expect(await compare(target, file).catch(String)).to.equal("Error: no connection");
      isBroken = false;
      expect(await compare(target, file)).to.include({ records: 3, missing_objects: 0, differing: 0 });
    } finally {
      rmSync(directory, { recursive: true });
    }
    expect(read).to.deep.equal([0, 1, 2, 2].map((index) => records[index]?.message_id));
  });

  it("says that it begins anew where it keeps nothing, when it fails", async () => {
    const target = makeFakeArchive([]);
    target.clients.dynamodb.middlewareStack.add(answering({}), step);
    const fake = makeFakeTerminal();
    const failure = await compare(target, undefined, {}, fake).catch(String);
    expect(failure).to.equal("Error: not foreseen: QueryCommand");
    expect(fake.said()).to.equal("0 records and 0 objects looked at so far: the same line begins anew.\n");
  });

  it("keeps the rate for objects that no record leads to", async () => {
    const strays = Array.from({ length: 5 }, (_, index) => `${aCompanyId}/stray-${index}.json`);
    const target = makeFakeArchive([], strays);
    target.clients.dynamodb.middlewareStack.add(answering({ QueryCommand: () => ({ Items: [] }) }), step);
    const began = performance.now();
    expect(await compare(target, undefined, { rate: 20 })).to.include({ orphans: 5 });
    // Four intervals of 50 ms; late timers are made up for.
    expect(performance.now() - began).to.be.above(150);
  });

  for (const companyId of [undefined, aCompanyId])
    it(`counts and names an item that is no record, and goes on: of ${companyId === undefined ? "all" : "one company"}`, async () => {
      const [record, other] = someRecords(2);
      if (record === undefined || other === undefined) throw new Error("there are two");
      const target = makeFakeArchive([record, other]);
      const foreign = { message_id: { S: record.message_id }, foo: { S: "bar" } };
      const Items = [foreign, toRecordItem(other)];
      const refusal = Object.assign(new Error("taken"), { name: "ConditionalCheckFailedException" });
      target.clients.dynamodb.middlewareStack.add(
        answering({
          ScanCommand: () => ({ Items }),
          QueryCommand: () => ({ Items }),
          GetItemCommand: (input) => ({
            Item: Items.find(({ message_id }) => message_id?.S === idIn(input, "Key")),
            ConsumedCapacity: {},
          }),
          PutItemCommand: () => {
            throw refusal;
          },
        }),
        step,
      );
      const fake = makeFakeTerminal();
      const found = { records: 1, objects: 2, unreadable: 1, missing_records: 1, repaired: 0, left: 1 };
      expect(await compare(target, undefined, { companyId, isRepair: true }, fake)).to.include(found);
      expect(fake.said()).to.equal(
        `an item of the table that is no record: ${record.message_id}\nno record of ${keyOf(record)}\nnot repaired: ${keyOf(record)}\n`,
      );
    });

  it("tells what was repaired when it fails, and the sum of both runs when it has gone on", async () => {
    const records = someRecords(3);
    const archived: ProcessedRecord[] = [];
    const target = makeFakeArchive(archived);
    let isBroken = true;
    target.clients.s3.middlewareStack.add(
      (next, { commandName = "" }) =>
        async (args) => {
          if (commandName !== "PutObjectCommand") return next(args);
          const [record] = records.filter((each) => "Key" in args.input && keyOf(each) === args.input.Key);
          if (record === undefined || (isBroken && record === records[2])) throw new Error("no connection");
          archived.push(record);
          const ChecksumSHA256 = Buffer.from(record.sha256, "hex").toString("base64");
          return { output: { $metadata: {}, ChecksumSHA256 }, response: {} };
        },
      step,
    );
    const Items = records.map(toRecordItem);
    target.clients.dynamodb.middlewareStack.add(answering({ ScanCommand: () => ({ Items }) }), step);
    const directory = mkdtempSync(join(tmpdir(), "ops-"));
    try {
      const file = join(directory, "progress");
      const fake = makeFakeTerminal();
      const options = { companyId: undefined, isRepair: true, rate: 20 };
      expect(await compare(target, file, options, fake).catch(String)).to.equal("Error: no connection");
      expect(fake.said()).to.match(
        /Repaired at least 2; 3 records and 0 objects looked at so far: the same line does the rest\.\n$/,
      );
      isBroken = false;
      const found = { records: 3, objects: 3, missing_objects: 3, repaired: 3, left: 0 };
      expect(await compare(target, file, options)).to.include(found);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
