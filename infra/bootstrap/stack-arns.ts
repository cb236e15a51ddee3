// The ARNs of what a deployed stack consists of, as far as names tell: every name begins with the stack's.
import type { AwsEnvironment } from "../constructs/shared/aws-environment.ts";

/**
 * `prefix` is a stack's name, `message-handler-dev`, or the project's alone for the stacks of all environments.
 * APIs with their execution logs, keys and event source mappings have ids instead of names: theirs are the ARNs of all
 * in account and region, which tags or the function must narrow down.
 */
export const stackArns = ({ partition, region, accountId }: AwsEnvironment, prefix: string) => {
  const regional = (service: string, rest: string): string =>
    `arn:${partition}:${service}:${region}:${accountId}:${rest}`;
  return {
    alarms: [regional("cloudwatch", `alarm:${prefix}-*`)],
    aliases: [regional("kms", `alias/${prefix}`), regional("kms", `alias/${prefix}-*`)],
    apis: [`arn:${partition}:apigateway:${region}::/restapis/*`],
    // The star is for an environment's name, and never reaches the state bucket, which is no archive.
    archives: [`arn:${partition}:s3:::${prefix}-*archive-*`],
    // With their mappings; what they are called is the owner's choice.
    domains: [`arn:${partition}:apigateway:${region}::/domainnames/*`],
    // Dashboards and roles are global: their names end with the region.
    dashboards: ["", "-*"].map(
      (rest) => `arn:${partition}:cloudwatch::${accountId}:dashboard/${prefix}${rest}-${region}`,
    ),
    eventSourceMappings: [regional("lambda", "event-source-mapping:*")],
    // API Gateway names them by the API's id, so these are the ones of all APIs.
    executionLogGroups: [regional("logs", "log-group:API-Gateway-Execution-Logs_*")],
    functions: [regional("lambda", `function:${prefix}-*`)],
    keys: [regional("kms", "key/*")],
    logGroups: ["lambda", "apigateway"].map((owner) =>
      regional("logs", `log-group:/aws/${owner}/${prefix}-*`),
    ),
    queues: [regional("sqs", `${prefix}-*`)],
    roles: [`arn:${partition}:iam::${accountId}:role/${prefix}-*-${region}`],
    stages: [`arn:${partition}:apigateway:${region}::/restapis/*/stages/*`],
    tables: [regional("dynamodb", `table/${prefix}-*`)],
    topics: [regional("sns", `${prefix}-*`)],
    // The owner's, who names one in the configuration.
    webAcls: [regional("wafv2", "regional/webacl/*")],
  };
};

export type StackArns = ReturnType<typeof stackArns>;
