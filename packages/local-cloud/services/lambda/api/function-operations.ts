// What Lambda's API tells of the stack's functions.
import { z } from "zod";
import type { Account } from "../../../core/account.ts";
import { ServiceError } from "../../../core/service.ts";
import { operation, type Operation } from "../../../endpoint/operation.ts";
import { toPage } from "../../../endpoint/paging.ts";
import { type FunctionConfig, version } from "../../../resources/function-config.ts";
import { LambdaFunction } from "../../../resources/lambda.ts";
import type { Resource, Stack } from "../../../stack/resource-type.ts";
import { makeFunctionName } from "./function-name.ts";
import { listing } from "./listing.ts";

type StackFunction = Resource<FunctionConfig>;

/** What AWS grants most accounts in a region. Here a function is limited by its processes, and nothing by this. */
const accountConcurrency = 1000;

const toConfiguration = ({ config, attributes }: StackFunction, startedAt: Date) => ({
  FunctionName: config.function_name,
  FunctionArn: attributes["arn"],
  Version: version,
  Runtime: config.runtime,
  Role: config.role,
  Handler: config.handler,
  Timeout: config.timeout,
  MemorySize: config.memory_size,
  PackageType: "Zip",
  LastModified: startedAt.toISOString().replace("Z", "+0000"),
  State: "Active",
  LastUpdateStatus: "Successful",
  Environment: { Variables: config.environment?.variables ?? {} },
  TracingConfig: { Mode: config.tracing_config?.mode ?? "PassThrough" },
  LoggingConfig: {
    LogFormat: config.logging_config.log_format,
    ApplicationLogLevel: config.logging_config.application_log_level,
    SystemLogLevel: config.logging_config.system_log_level,
    LogGroup: config.logging_config.log_group ?? `/aws/lambda/${config.function_name}`,
  },
});

/** -1 means none. */
const toConcurrency = ({ config: { reserved_concurrent_executions: reserved } }: StackFunction) =>
  reserved < 0 ? {} : { ReservedConcurrentExecutions: reserved };

export const makeFunctionOperations = (
  stack: Stack,
  account: Account,
  startedAt: Date,
): Readonly<Record<string, Operation>> => {
  const functions = stack.of(LambdaFunction);
  const Named = z.strictObject({
    FunctionName: makeFunctionName(account),
    Qualifier: z.literal(version, "there are no versions and aliases here").optional(),
  });
  const toFunctionArn = ({ FunctionName: arn }: z.infer<typeof Named>): string => arn;
  const find = ({ FunctionName: arn }: z.infer<typeof Named>): StackFunction => {
    const found = functions.find(({ attributes }) => attributes["arn"] === arn);
    if (found === undefined)
      throw new ServiceError("ResourceNotFoundException", `Function not found: ${arn}`, 404);
    return found;
  };
  return {
    GetFunction: operation(Named, toFunctionArn, (input) => {
      const found = find(input);
      const concurrency = toConcurrency(found);
      return {
        Configuration: toConfiguration(found, startedAt),
        ...(Object.keys(concurrency).length === 0 ? {} : { Concurrency: concurrency }),
      };
    }),
    GetFunctionConfiguration: operation(Named, toFunctionArn, (input) =>
      toConfiguration(find(input), startedAt),
    ),
    GetFunctionConcurrency: operation(Named, toFunctionArn, (input) => toConcurrency(find(input))),
    ListFunctions: operation(
      z.strictObject(listing),
      () => "*",
      ({ MaxItems, Marker }) => {
        const { page, next } = toPage(functions, Math.min(MaxItems, 50), Marker);
        return { Functions: page.map((each) => toConfiguration(each, startedAt)), NextMarker: next };
      },
    ),
    GetAccountSettings: operation(
      z.strictObject({}),
      () => "*",
      () => {
        const reserved = functions.reduce(
          (sum, { config }) => sum + Math.max(0, config.reserved_concurrent_executions),
          0,
        );
        return {
          AccountLimit: {
            ConcurrentExecutions: accountConcurrency,
            UnreservedConcurrentExecutions: accountConcurrency - reserved,
          },
          AccountUsage: { FunctionCount: functions.length },
        };
      },
    ),
  };
};
