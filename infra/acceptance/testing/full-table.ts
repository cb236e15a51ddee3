// A system with a table full of records of all kinds, to be lost and found.
import {
  BatchWriteItemCommand,
  DynamoDB,
  paginateScan,
  type AttributeValue,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { S3 } from "@aws-sdk/client-s3";
import { toLoopbackClient } from "@message-handler/local-cloud/loopback";
import { randomUUID } from "node:crypto";
import { makeProcessMessage } from "../../../functions/process-message/process-message.ts";
import { sha256 } from "../../../packages/lambda-kit/sha256.ts";
import { makeArchiveMessage } from "../../../packages/message-store/archive-message.ts";
import { makeRecordProcessed, makeRecordRejected } from "../../../packages/message-store/put-record.ts";
import { startSystem } from "./running-system.ts";
import { toStories, type Sent } from "./stories.ts";

type Item = Record<string, AttributeValue>;

export const startFullTable = async (messages: number) => {
  const companies = Array.from({ length: 20 }, () => randomUUID());
  const system = await startSystem();
  /** Through the worker's own code, past its queue. */
  const seed = async (): Promise<void> => {
    const { messages_bucket: bucket, messages_table: table } = system.outputs;
    const client = toLoopbackClient(system.awsEndpoint);
    const s3 = new S3({ ...client, forcePathStyle: true });
    const records = { client: new DynamoDB(client), table };
    const processMessage = makeProcessMessage({
      archiveMessage: makeArchiveMessage({ client: s3, bucket }),
      recordProcessed: makeRecordProcessed(records),
      recordRejected: makeRecordRejected(records),
      sha256,
      now: () => new Date(),
    });
    let second = 0;
    const send = async ({ raw, company }: Sent): Promise<void> => {
      second += 1;
      const received_at = new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
      const envelope = { message: raw, sha256: sha256(raw), received_at, request_id: randomUUID() };
      const done = await processMessage({
        envelope,
        ...(company === undefined ? {} : { senderCompany: company }),
      });
      if (done._tag === "Left" && done.left.kind === "Transient") throw new Error(done.left.detail);
    };
    const stories = toStories(messages, companies)[Symbol.iterator]();
    const lane = async (): Promise<void> => {
      for (let next = stories.next(); next.done !== true; next = stories.next())
        for (const sent of next.value) await send(sent);
    };
    await Promise.all(Array.from({ length: 32 }, lane));
    for (const aws of [s3, records.client]) aws.destroy();
  };

  const scan = async function* (): AsyncGenerator<readonly Item[]> {
    const input = { TableName: system.outputs.messages_table };
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
      for (let at = 0; at < requests.length; at += 25)
        await system.dynamodb.send(
          new BatchWriteItemCommand({
            RequestItems: { [system.outputs.messages_table]: requests.slice(at, at + 25) },
          }),
        );
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

  await seed();
  return { system, companies, records, remove, answers };
};
