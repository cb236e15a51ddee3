// A bucket and a table in memory that keep what S3 and DynamoDB promise of the four calls a worker makes.
import type { AttributeValue, GetItemCommandInput, PutItemCommandInput } from "@aws-sdk/client-dynamodb";
import type { HeadObjectCommandInput, PutObjectCommandInput } from "@aws-sdk/client-s3";
import { refusals, type Answer } from "./aws-answer.ts";
import { holds, type StoredItem } from "./condition.ts";
import { hash } from "./sent.ts";

export type StoredObject = {
  readonly text: string;
  readonly sha256: string;
  readonly metadata: Readonly<Record<string, string>>;
};

export type Stores = {
  readonly objects: Map<string, StoredObject>;
  readonly items: Map<string, StoredItem>;
};

export const emptyStores = (): Stores => ({ objects: new Map(), items: new Map() });

export type Call =
  | { readonly operation: "PutObject"; readonly input: PutObjectCommandInput }
  | { readonly operation: "HeadObject"; readonly input: HeadObjectCommandInput }
  | { readonly operation: "PutItem"; readonly input: PutItemCommandInput }
  | { readonly operation: "GetItem"; readonly input: GetItemCommandInput };

const textOf = (attribute: AttributeValue | undefined): string | undefined => attribute?.S;
export const attributeOf = (item: StoredItem, name: string): string | undefined => textOf(item[name]);

export const isWrite = ({ operation }: Call): boolean => operation.startsWith("Put");

export const keyOf = (call: Call): string => {
  if (call.operation === "PutItem") return textOf(call.input.Item?.["message_id"]) ?? "";
  if (call.operation === "GetItem") return textOf(call.input.Key?.["message_id"]) ?? "";
  return call.input.Key ?? "";
};

/** What a write has changed. */
export type Change =
  | { readonly key: string; readonly before: StoredObject | undefined; readonly object: StoredObject }
  | { readonly key: string; readonly before: StoredItem | undefined; readonly item: StoredItem };

export type Effect = { readonly answer: Answer; readonly change?: Change };

const toChecksum = (sha256: string): string => Buffer.from(sha256, "hex").toString("base64");
const consumed = { ConsumedCapacity: { CapacityUnits: 1 } };

const putObject = ({ objects }: Stores, key: string, input: PutObjectCommandInput): Effect => {
  const before = objects.get(key);
  if (before !== undefined && input.IfNoneMatch === "*") return { answer: refusals.preconditionFailed() };
  const text = typeof input.Body === "string" ? input.Body : "";
  const object = { text, sha256: hash(text), metadata: input.Metadata ?? {} };
  const checksum = toChecksum(object.sha256);
  if ((input.ChecksumSHA256 ?? checksum) !== checksum) return { answer: refusals.badDigest() };
  objects.set(key, object);
  return { answer: { output: { ChecksumSHA256: checksum, ETag: "e" } }, change: { key, before, object } };
};

const headObject = ({ objects }: Stores, key: string): Answer => {
  const object = objects.get(key);
  if (object === undefined) return refusals.notFound();
  const { sha256, metadata } = object;
  return { output: { ChecksumSHA256: toChecksum(sha256), Metadata: metadata, ETag: "e" } };
};

const putItem = ({ items }: Stores, key: string, input: PutItemCommandInput): Effect => {
  const before = items.get(key);
  if (!holds(before, input)) return { answer: refusals.conditionalCheckFailed() };
  const item = input.Item ?? {};
  items.set(key, item);
  return {
    answer: { output: input.ReturnConsumedCapacity === "TOTAL" ? consumed : {} },
    change: { key, before, item },
  };
};

const getItem = ({ items }: Stores, key: string, input: GetItemCommandInput): Answer => {
  const item = items.get(key);
  return {
    output: {
      ...(item === undefined ? {} : { Item: item }),
      ...(input.ReturnConsumedCapacity === "TOTAL" ? consumed : {}),
    },
  };
};

/** The moment at which a call takes effect, as a whole. */
export const takeEffect = (stores: Stores, call: Call): Effect => {
  const key = keyOf(call);
  switch (call.operation) {
    case "PutObject":
      return putObject(stores, key, call.input);
    case "HeadObject":
      return { answer: headObject(stores, key) };
    case "PutItem":
      return putItem(stores, key, call.input);
    case "GetItem":
      return { answer: getItem(stores, key, call.input) };
    default:
      return call satisfies never;
  }
};
