// What a DynamoDB request asks for, and on which tables and indexes.
import { type Account, toArn } from "../../core/account.ts";
import type { HttpRequest } from "../../core/http.ts";
import type { AwsCall } from "../../core/service.ts";
import { type Json, parseObject } from "./engine.ts";
import { operationNames } from "./operations.ts";

/** A table may be given by its ARN. */
const toTableArn = (account: Account, table: string): string =>
  table.startsWith("arn:") ? table : toArn(account, "dynamodb", `table/${table}`);

/** None for input without a table: the engine refuses it, and nothing can be reached by it. */
const tablesOf = ({ TableName, RequestItems }: Json): readonly string[] => {
  if (typeof TableName === "string") return [TableName];
  return typeof RequestItems === "object" && RequestItems !== null ? Object.keys(RequestItems) : [];
};

const resourcesOf = (account: Account, operation: string, input: Json): readonly string[] => {
  if (operation === "ListTables") return ["*"];
  const index = typeof input.IndexName === "string" ? `/index/${input.IndexName}` : "";
  return tablesOf(input).map((table) => `${toTableArn(account, table)}${index}`);
};

export const identify =
  (account: Account) =>
  (request: HttpRequest): AwsCall | undefined => {
    const [version, operation = ""] = String(request.headers["x-amz-target"]).split(".");
    if (version !== "DynamoDB_20120810" || !operationNames.includes(operation)) return undefined;
    const resources = resourcesOf(account, operation, parseObject(request.body) ?? {});
    return { service: "dynamodb", operation, action: `dynamodb:${operation}`, resources, request };
  };
