// DynamoDB behind the common endpoint: the stack's tables, kept by dynalite.
import { parseObject } from "../../core/json.ts";
import { randomUUID } from "node:crypto";
import { crc32 } from "node:zlib";
import type { HttpResponse } from "../../core/http.ts";
import type { AwsCall, AwsError, AwsService } from "../../core/service.ts";
import { DynamodbTable } from "../../resources/dynamodb.ts";
import type { ServiceDeps } from "../../endpoint/service-deps.ts";
import { withFailedItem } from "./condition-failure.ts";
import { createTables } from "./create-tables.ts";
import { identify, isOperationName, nameOperation, operationNames } from "./identify.ts";
import { type Answer, openTableStore } from "./store/table-store.ts";

export type StartDynamodbDeps = Pick<ServiceDeps, "stack" | "account"> & {
  /** Where the tables are kept; in memory without it. */
  readonly directory?: string | undefined;
};

export type Dynamodb = { readonly service: AwsService; readonly stop: () => Promise<void> };

const toResponse = ({ status, output }: Answer): HttpResponse => {
  const body = Buffer.from(JSON.stringify(output));
  return {
    status,
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amzn-requestid": randomUUID(),
      // Botocore checks it.
      "x-amz-crc32": String(crc32(body)),
    },
    body,
  };
};

const toErrorResponse = ({ code, message, status }: AwsError): HttpResponse =>
  toResponse({ status, output: { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message } });

const notJson: AwsError = { status: 400, code: "SerializationException", message: "The body is no object." };
/** dynalite would read the index all the same. */
const consistentIndexScan: AwsError = {
  status: 400,
  code: "ValidationException",
  message: "Consistent reads are not supported on global secondary indexes",
};

/**
 * Creates the stack's tables where they do not exist yet. Rejects with an error that names the resource when a table
 * cannot be created, or exists in another shape, and with one that names the directory when it cannot be used.
 */
export const startDynamodb = async ({ stack, account, directory }: StartDynamodbDeps): Promise<Dynamodb> => {
  const store = await openTableStore(directory);
  try {
    await createTables(stack, store);
  } catch (error) {
    await store.close();
    throw error;
  }
  const tables = new Map(stack.of(DynamodbTable).map(({ config }) => [config.name, config]));

  const handle = async ({ operation, request }: AwsCall): Promise<HttpResponse> => {
    const input = parseObject(request.body.toString("utf8"));
    if (input === undefined || !isOperationName(operation)) return toErrorResponse(notJson);
    const isIndexScan = operation === "Scan" && input["IndexName"] !== undefined;
    if (isIndexScan && input["ConsistentRead"] === true) return toErrorResponse(consistentIndexScan);
    const answer = await store.call(operation, { ...input });
    return toResponse(await withFailedItem(store, tables.get(String(input["TableName"])), input, answer));
  };

  return {
    service: {
      name: "dynamodb",
      operations: operationNames,
      identify: identify(account),
      nameOperation,
      handle,
      toErrorResponse: (_request, error) => toErrorResponse(error),
    },
    stop: store.close,
  };
};
