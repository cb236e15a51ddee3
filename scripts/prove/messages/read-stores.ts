// Reads the table and the archive as an operator would, past the API.
import { DynamoDBClient, paginateScan, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { toLoopbackClient } from "@message-handler/local-cloud/loopback";
import { createHash } from "node:crypto";
import { inParallel } from "../system/in-parallel.ts";
import type { RunningSystem } from "../system/running-system.ts";
import type { Snapshot } from "./history.ts";
import type { Stored, StoredObject, StoredRecord } from "./stored.ts";
import { sha256 } from "./text.ts";

type Item = Readonly<Record<string, AttributeValue>>;

const textOf = (item: Item, name: string): string | undefined => item[name]?.S;

const toRecord = (item: Item): StoredRecord => ({
  message_id: textOf(item, "message_id") ?? "",
  status: textOf(item, "status") ?? "",
  sha256: textOf(item, "sha256") ?? "",
  sha256OfText: sha256(textOf(item, "message") ?? ""),
  company_id: textOf(item, "company_id"),
  received_at: textOf(item, "received_at") ?? "",
  request_id: textOf(item, "request_id"),
  at: textOf(item, "processed_at") ?? textOf(item, "rejected_at") ?? "",
  code: item["error"]?.M?.["code"]?.S,
});

/** Of objects at a time. */
const readers = 16;

export const readStores = ({ outputs }: RunningSystem) => {
  const { messages_table: TableName, messages_bucket: Bucket } = outputs;
  const client = { ...toLoopbackClient(outputs.aws_endpoint), maxAttempts: 3 };
  const dynamodb = new DynamoDBClient(client);
  const s3 = new S3Client({ ...client, forcePathStyle: true });

  const scan = async (attributes?: readonly string[]): Promise<readonly Item[]> => {
    const projection =
      attributes === undefined
        ? {}
        : {
            ProjectionExpression: attributes.map((_, index) => `#${index}`).join(", "),
            ExpressionAttributeNames: Object.fromEntries(
              attributes.map((name, index) => [`#${index}`, name]),
            ),
          };
    const items: Item[] = [];
    for await (const { Items = [] } of paginateScan({ client: dynamodb }, { TableName, ...projection }))
      items.push(...Items);
    return items;
  };

  const listKeys = async (): Promise<readonly string[]> => {
    const keys: string[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket }))
      keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
    return keys;
  };

  const readObject = async (Key: string): Promise<StoredObject> => {
    const { Body, Metadata: metadata = {} } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    if (Body === undefined) throw new Error(`the object ${Key} has no body`);
    const bytes = await Body.transformToByteArray();
    return { key: Key, sha256: createHash("sha256").update(bytes).digest("hex"), metadata };
  };

  return {
    snapshot: async (): Promise<Snapshot> => {
      const names = ["message_id", "company_id", "sha256", "received_at", "processed_at", "status"];
      const items = await scan(names);
      const processed = items
        .filter((item) => textOf(item, "status") === "Processed")
        .map((item) => ({
          message_id: textOf(item, "message_id") ?? "",
          company_id: textOf(item, "company_id") ?? "",
          sha256: textOf(item, "sha256") ?? "",
          received_at: textOf(item, "received_at") ?? "",
          processed_at: textOf(item, "processed_at") ?? "",
        }));
      return { processed, objects: new Set(await listKeys()) };
    },
    all: async (): Promise<Stored> => {
      const records = (await scan()).map(toRecord);
      const objects: StoredObject[] = [];
      await inParallel(await listKeys(), readers, async (key) => {
        objects.push(await readObject(key));
      });
      return {
        records: new Map(records.map((record) => [record.message_id, record])),
        objects: new Map(objects.map((object) => [object.key, object])),
      };
    },
    close: (): void => {
      dynamodb.destroy();
      s3.destroy();
    },
  };
};
