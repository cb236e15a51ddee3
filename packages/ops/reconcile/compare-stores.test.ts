import { aCompanyId } from "@message-handler/domain/testing/fixtures.ts";
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
import { compareStores, schema } from "./compare-stores.ts";
import { makeFakeArchive, someRecords } from "./fake-archive.fixture.ts";
import type { Reconciled } from "./reconciled.ts";

const Key = t.type({ message_id: t.type({ S: t.string }) });
const Input = t.partial({ Key, ExclusiveStartKey: Key });

const idIn = (input: object, name: "Key" | "ExclusiveStartKey"): string | undefined => {
  const decoded = Input.decode(input);
  return E.isRight(decoded) ? decoded.right[name]?.message_id.S : undefined;
};

describe("compareStores", () => {
  const compare = async (target: Target, file?: string, rate?: number): Promise<Reconciled> => {
    const options = { companyId: aCompanyId, isRepair: false, rate, recordDays: 0, now: new Date() };
    return withWorkFile({ file, purpose: "a test", schema }, async (workFile) =>
      compareStores(target, options, workFile, makeFakeTerminal().terminal),
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

  it("keeps the rate for objects that no record leads to", async () => {
    const strays = Array.from({ length: 5 }, (_, index) => `${aCompanyId}/stray-${index}.json`);
    const target = makeFakeArchive([], strays);
    target.clients.dynamodb.middlewareStack.add(answering({ QueryCommand: () => ({ Items: [] }) }), step);
    const began = performance.now();
    expect(await compare(target, undefined, 20)).to.include({ orphans: 5 });
    // Four intervals of 50 ms; late timers are made up for.
    expect(performance.now() - began).to.be.above(150);
  });
});
