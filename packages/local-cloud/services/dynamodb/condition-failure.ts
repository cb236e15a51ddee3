// ReturnValuesOnConditionCheckFailure, which dynalite ignores.
import type { HttpResponse } from "../../core/http.ts";
import type { AwsCall } from "../../core/service.ts";
import { type DynamodbEngine, errorCodeOf, type Json, parseObject } from "./engine.ts";

const keyOf = async (engine: DynamodbEngine, { TableName, Key, Item }: Json): Promise<Json> => {
  if (Key !== undefined) return Key as Json;
  const described = await engine.call("DescribeTable", { TableName });
  if (!described.ok)
    throw new Error(`the table ${String(TableName)} cannot be described: ${described.message}`);
  const { KeySchema } = described.output.Table as {
    readonly KeySchema: readonly { readonly AttributeName: string }[];
  };
  const item = Item as Json;
  return Object.fromEntries(KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]));
};

/**
 * Adds the item to a failed condition that asked for it with ALL_OLD. It is read after the failure: a write in
 * between shows, where AWS would still give the item that the condition was judged on.
 */
export const withFailedItem = async (
  engine: DynamodbEngine,
  { request }: AwsCall,
  response: HttpResponse,
): Promise<HttpResponse> => {
  if (response.status !== 400) return response;
  const input = parseObject(request.body) ?? {};
  const error = parseObject(response.body) ?? {};
  const asked = input.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
  if (!asked || errorCodeOf(error) !== "ConditionalCheckFailedException") return response;
  const Key = await keyOf(engine, input);
  const read = await engine.call("GetItem", { TableName: input.TableName, Key, ConsistentRead: true });
  if (!read.ok) throw new Error(`the item of a failed condition cannot be read: ${read.message}`);
  if (read.output.Item === undefined) return response;
  const { "x-amz-crc32": _ofOtherBody, ...headers } = response.headers;
  return { ...response, headers, body: Buffer.from(JSON.stringify({ ...error, Item: read.output.Item })) };
};
