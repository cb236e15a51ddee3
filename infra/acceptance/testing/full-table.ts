// A system with a table full of records of all kinds, to be lost and found.
import {
  BatchWriteItemCommand,
  paginateScan,
  type AttributeValue,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { S3 } from "@aws-sdk/client-s3";
import { toLoopbackClient } from "@message-handler/local-cloud/loopback";
import { randomUUID } from "node:crypto";
import { aMemoryStore, type MemoryStore } from "../../../functions/process-message/memory-store.fixture.ts";
import { makeProcessMessage } from "../../../functions/process-message/process-message.ts";
import { sha256 } from "../../../packages/lambda-kit/sha256.ts";
import { toRecordItem } from "../../../packages/message-store/persisted-record.ts";
import { startSystem } from "./running-system.ts";
import { toStories } from "./stories.ts";

type Item = Record<string, AttributeValue>;

export const startFullTable = async (messages: number) => {
  const companies = Array.from({ length: 20 }, () => randomUUID());
  const system = await startSystem();
  const { messages_bucket: Bucket, messages_table: table } = system.outputs;
  /** Judged by the worker's own code in memory, one after another, a second apart. */
  const judge = async (): Promise<MemoryStore> => {
    const store = aMemoryStore();
    const processMessage = makeProcessMessage(store);
    let second = 0;
    for (const story of toStories(messages, companies))
      for (const { raw, company } of story) {
        const received_at = new Date(Date.UTC(2026, 0, 1) + (second += 1) * 1000).toISOString();
        const envelope = { message: raw, sha256: sha256(raw), received_at, request_id: randomUUID() };
        await processMessage({ envelope, ...(company === undefined ? {} : { senderCompany: company }) });
      }
    return store;
  };
  /** Many at once, past the queue. */
  const store = async ({ archive, records }: MemoryStore): Promise<void> => {
    const s3 = new S3({ ...toLoopbackClient(system.awsEndpoint), forcePathStyle: true });
    const objects = archive.values();
    const lane = async (): Promise<void> => {
      for (const { key: Key, message, sha256: hash, metadata } of objects)
        await s3.putObject({
          Bucket,
          Key,
          Body: message,
          IfNoneMatch: "*",
          ChecksumSHA256: Buffer.from(hash, "hex").toString("base64"),
          Metadata: { ...metadata },
        });
    };
    await Promise.all(Array.from({ length: 32 }, lane));
    s3.destroy();
    const puts = [...records.values()].map((record): WriteRequest => ({
      PutRequest: { Item: toRecordItem(record) },
    }));
    await writeAll(puts);
  };
  const writeAll = async (requests: readonly WriteRequest[]): Promise<void> => {
    for (let at = 0; at < requests.length; at += 25)
      await system.dynamodb.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: requests.slice(at, at + 25) } }),
      );
  };

  const scan = async function* (): AsyncGenerator<readonly Item[]> {
    const input = { TableName: table };
    for await (const { Items = [] } of paginateScan({ client: system.dynamodb }, input)) yield Items;
  };
  /** Hashes of the items by their keys: many items fit into a test's memory so. */
  const records = async (): Promise<ReadonlyMap<string, string>> => {
    const found = new Map<string, string>();
    for await (const items of scan())
      for (const item of items)
        found.set(
          String(item["message_id"]?.S),
          sha256(JSON.stringify(Object.entries(item).toSorted(([one], [other]) => (one < other ? -1 : 1)))),
        );
    return found;
  };
  const remove = async (isLost: (item: Item) => boolean): Promise<void> => {
    for await (const items of scan()) {
      const requests = items
        .filter(isLost)
        .map(({ message_id = { S: "" } }): WriteRequest => ({ DeleteRequest: { Key: { message_id } } }));
      await writeAll(requests);
    }
  };
  /** What every company is answered, and a few of the records one by one. */
  const answers = async (ids: readonly string[]): Promise<readonly string[]> => {
    const pages: string[] = [];
    for (const company_id of companies)
      for (const filter of [{}, { status: "Rejected" }, { status: "Processed" }]) {
        let cursor: unknown;
        do {
          const query = new URLSearchParams({ company_id, limit: "100", ...filter });
          if (typeof cursor === "string") query.set("cursor", cursor);
          const { json, text } = await system.call(`/messages?${query.toString()}`);
          pages.push(sha256(text));
          cursor = json?.["next_cursor"];
        } while (typeof cursor === "string");
      }
    for (const id of ids) pages.push((await system.get(id)).text);
    return pages;
  };

  await store(await judge());
  return { system, companies, records, remove, answers };
};
