// The Terraform resource types of Lambda: functions, permissions, event source mappings.
import { createHash } from "node:crypto";
import { z } from "zod";
import { type Account, toArn } from "../core/account.ts";
import { type ConfigOf, resourceType } from "../stack/resource-type.ts";
import { attributes, block } from "../stack/schema.ts";
import { FunctionConfig, version as unpublished } from "./function-config.ts";

/** A start publishes anew. */
const onlyVersion = "1";

const toFunctionArn = (account: Account, name: string): string =>
  toArn(account, "lambda", `function:${name}`);

const toInvokeArn = (account: Account, functionArn: string): string =>
  `arn:${account.partition}:apigateway:${account.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;

export const LambdaFunction = resourceType(
  "aws_lambda_function",
  FunctionConfig,
  (config, _place, account) => {
    const arn = toFunctionArn(account, config.function_name);
    const version = config.publish ? onlyVersion : unpublished;
    return { id: config.function_name, arn, invoke_arn: toInvokeArn(account, arn), version };
  },
);

/** What goes to it goes to the function. */
export const LambdaAlias = resourceType(
  "aws_lambda_alias",
  attributes(
    {
      name: z.string(),
      function_name: z.string(),
      function_version: z.literal(
        onlyVersion,
        "only the newest version of a function that publishes them runs locally",
      ),
      routing_config: z.never("shares of several versions are not simulated").optional(),
    },
    { "a text for people": "description" },
  ),
  ({ name, function_name }, _place, account) => {
    const arn = toFunctionArn(account, function_name);
    return { id: `${function_name}:${name}`, arn, invoke_arn: toInvokeArn(account, arn) };
  },
);

export const LambdaPermission = resourceType(
  "aws_lambda_permission",
  attributes(
    {
      action: z.string(),
      /** A function's name or ARN. */
      function_name: z.string(),
      /** `apigateway.amazonaws.com` */
      principal: z.string(),
      source_arn: z.string().optional(),
      source_account: z.string().optional(),
      // The statement's name in the function's policy, which nothing reads.
      statement_id: z.string().optional(),
    },
    { "begins a name that nothing reads": "statement_id_prefix" },
  ),
  (config, place) => {
    const statementId = config.statement_id ?? place.name;
    return { id: statementId, statement_id: statementId };
  },
);
export type PermissionConfig = ConfigOf<typeof LambdaPermission>;

export const LambdaFunctionRecursionConfig = resourceType(
  "aws_lambda_function_recursion_config",
  attributes({
    function_name: z.string(),
    recursive_loop: z.literal(
      "Allow",
      "Lambda's detection of loops is not simulated: a function may send to its own queue without end",
    ),
  }),
  ({ function_name }) => ({ id: function_name }),
);

/** AWS draws the id at random; here it follows from the address, so that it stays the same. */
const toUuid = (address: string): string =>
  createHash("sha256")
    .update(address)
    .digest("hex")
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-a$4-$5");

export const LambdaEventSourceMapping = resourceType(
  "aws_lambda_event_source_mapping",
  attributes(
    {
      event_source_arn: z
        .string()
        .regex(/^arn:[^:]+:sqs:[^:]+:\d+:[A-Za-z0-9_-]+$/, "only standard SQS queues feed functions locally"),
      /** A function's name or ARN. */
      function_name: z.string(),
      batch_size: z.number().int().min(1).max(10_000).default(10),
      maximum_batching_window_in_seconds: z.number().int().min(0).max(300).default(0),
      function_response_types: z.array(z.literal("ReportBatchItemFailures")).default([]),
      enabled: z.boolean().default(true),
      scaling_config: block(
        z.strictObject({ maximum_concurrency: z.number().int().min(2).max(1000).optional() }),
      ),
    },
    { "counts of polled and deleted messages, which nothing local reads": "metrics_config" },
  ).refine(
    (config) => config.batch_size <= 10 || config.maximum_batching_window_in_seconds > 0,
    "a batch_size above 10 needs a maximum_batching_window_in_seconds of at least 1",
  ),
  (config, place, account) => {
    const uuid = toUuid(place.address);
    const { function_name: name } = config;
    return {
      id: uuid,
      uuid,
      arn: toArn(account, "lambda", `event-source-mapping:${uuid}`),
      function_arn: name.startsWith("arn:") ? name : toFunctionArn(account, name),
    };
  },
);
export type EventSourceMappingConfig = ConfigOf<typeof LambdaEventSourceMapping>;
