// What a DynamoDB request asks for, and on which tables and indexes.
import { parseObject } from "../../core/json.ts";
import { type Account, toArn } from "../../core/account.ts";
import type { HttpRequest } from "../../core/http.ts";
import type { AwsCall } from "../../core/service.ts";

export type Input = Readonly<Record<string, unknown>>;

/** Each is a permission too: `dynamodb:PutItem`. */
export const operationNames = [
  "BatchGetItem",
  "BatchWriteItem",
  "DeleteItem",
  "GetItem",
  "PutItem",
  "Query",
  "Scan",
  "UpdateItem",
] as const;

export type OperationName = (typeof operationNames)[number];

export const isOperationName = (name: string): name is OperationName =>
  operationNames.some((known) => known === name);

/** The version of the API and the operation, as the target header has them. */
const targetOf = ({ headers }: HttpRequest): readonly string[] => String(headers["x-amz-target"]).split(".");

export const nameOperation = (request: HttpRequest): string =>
  targetOf(request)[1] ?? "a request without a target";

/** A table may be given by its ARN. */
const toTableArn = (account: Account, table: string): string =>
  table.startsWith("arn:") ? table : toArn(account, "dynamodb", `table/${table}`);

/** None for input without a table: the store refuses it, and nothing can be reached by it. */
const tablesOf = (operation: OperationName, { TableName, RequestItems }: Input): readonly string[] => {
  if (!operation.startsWith("Batch")) return typeof TableName === "string" ? [TableName] : [];
  return typeof RequestItems === "object" && RequestItems !== null ? Object.keys(RequestItems) : [];
};

/** Only of the parameters that the operation reads: one that it passes over must not give permission for another. */
const resourcesOf = (account: Account, operation: OperationName, input: Input): readonly string[] => {
  const hasIndex = operation === "Query" || operation === "Scan";
  const index = hasIndex && typeof input["IndexName"] === "string" ? `/index/${input["IndexName"]}` : "";
  return tablesOf(operation, input).map((table) => `${toTableArn(account, table)}${index}`);
};

export const identify =
  (account: Account) =>
  (request: HttpRequest): AwsCall | undefined => {
    const [version, operation = ""] = targetOf(request);
    if (version !== "DynamoDB_20120810" || !isOperationName(operation)) return undefined;
    const resources = resourcesOf(account, operation, parseObject(request.body.toString("utf8")) ?? {});
    return { service: "dynamodb", operation, action: `dynamodb:${operation}`, resources, request };
  };
