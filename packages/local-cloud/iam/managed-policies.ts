// The policies AWS itself provides, as far as serverless stacks attach them. Source: AWS Managed Policy Reference

const allow = (...actions: readonly string[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });

const WRITE_LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"] as const;

const SEND_TRACES = [
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:GetSamplingStatisticSummaries",
] as const;

/** By the end of the ARN, after `:policy/`. */
export const AWS_MANAGED_POLICIES: ReadonlyMap<string, string> = new Map([
  ["service-role/AWSLambdaBasicExecutionRole", allow(...WRITE_LOGS)],
  [
    "service-role/AWSLambdaSQSQueueExecutionRole",
    allow("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", ...WRITE_LOGS),
  ],
  ["AWSXRayDaemonWriteAccess", allow(...SEND_TRACES)],
  ["AWSXrayWriteOnlyAccess", allow(...SEND_TRACES)],
  [
    "service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    allow(
      ...WRITE_LOGS,
      "logs:DescribeLogGroups",
      "logs:DescribeLogStreams",
      "logs:GetLogEvents",
      "logs:FilterLogEvents",
    ),
  ],
]);
