// DynamoDB behind the common endpoint: the stack's tables, kept by dynalite.
import { randomUUID } from "node:crypto";
import type { Account } from "../../core/account.ts";
import type { HttpRequest, HttpResponse } from "../../core/http.ts";
import type { AwsCall, AwsError, AwsService } from "../../core/service.ts";
import type { Stack } from "../../stack/resource-type.ts";
import { withFailedItem } from "./condition-failure.ts";
import { createTables } from "./create-tables.ts";
import { completeDescription, type Kept } from "./describe-tables.ts";
import { makeEngine, parseObject } from "./engine.ts";
import { operationNames } from "./operations.ts";
import { identify } from "./identify.ts";
import { refuseUnplayed } from "./refuse-unplayed.ts";
import { DynamodbTable } from "../../resources/dynamodb.ts";

export type StartDynamodbDeps = {
  readonly stack: Stack;
  readonly account: Account;
  /** Base URL without a trailing slash. */
  readonly dynaliteEndpoint: string;
};

const toErrorResponse = (_request: HttpRequest, { code, message, status }: AwsError): HttpResponse => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": randomUUID() },
  body: Buffer.from(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message })),
});

const protectedTable: AwsError = {
  status: 400,
  code: "ValidationException",
  message:
    "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
};

const onTables = new Set(["CreateTable", "DeleteTable", "DescribeTable"]);

/**
 * Creates the stack's tables where they do not exist yet. Throws an error that names the resource when a table
 * cannot be created, or exists in another shape.
 */
export const startDynamodb = async ({
  stack,
  account,
  dynaliteEndpoint,
}: StartDynamodbDeps): Promise<AwsService> => {
  const engine = makeEngine(dynaliteEndpoint);
  await createTables(stack, engine);
  const keptOf = (name: unknown): Kept => {
    const table = stack.of(DynamodbTable).find(({ config }) => config.name === name)?.config;
    return {
      isProtected: table?.deletion_protection_enabled ?? false,
      keyArn: table?.server_side_encryption?.kms_key_arn,
    };
  };

  const refuse = ({ operation, request }: AwsCall): AwsError | undefined => {
    const input = parseObject(request.body) ?? {};
    const isKept = operation === "DeleteTable" && keptOf(input.TableName).isProtected;
    return isKept ? protectedTable : refuseUnplayed(operation, input);
  };

  return {
    name: "dynamodb",
    operations: operationNames,
    nameOperation: ({ headers }) =>
      String(headers["x-amz-target"]).split(".")[1] ?? "a request without target",
    identify: identify(account),
    handle: async (call) => {
      const refusal = refuse(call);
      if (refusal !== undefined) return toErrorResponse(call.request, refusal);
      const response = await engine.forward(call.request);
      if (onTables.has(call.operation)) return completeDescription(response, account, keptOf);
      return withFailedItem(engine, call, response);
    },
    toErrorResponse,
  };
};
