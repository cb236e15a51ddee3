// Every figure of the configuration that a document quotes, with where it comes from. In a sentence {} is a figure.
import { LIST_LIMIT, MAX_ERROR_BYTES, MAX_RAW_BYTES } from "@message-handler/domain/limits.ts";
import { peakWriteUnits, toMaximumConcurrency } from "../config/capacity.ts";
import { toVisibilityTimeout } from "../config/retries.ts";
import { defaults } from "../config/defaults.ts";
import { dev } from "../config/dev.ts";
import { environments } from "../config/environments.ts";
import { prod } from "../config/prod.ts";
import { staging } from "../config/staging.ts";
import { allOf, bootstrapStack, stackOf, subjects, theOnly, type Block, type StackJson } from "./synth.ts";

/** What a document says, and the figures in the order in which it says them. */
export type Sentence = readonly [sentence: string, ...figures: readonly number[]];

const { queue, messageProcessor, queryFunction, archive, alarms } = defaults;
const { maxReceiveCount } = queue;
const { retryBaseSeconds, timeoutSeconds } = messageProcessor;
const retries = maxReceiveCount - 1;
const visibilityTimeout = toVisibilityTimeout(messageProcessor);
/** Seconds; each range of delays is twice the one before. */
const longestDelays = 2 * retryBaseSeconds * (2 ** retries - 1);
/** Before the last retry. */
const longestDelay = retryBaseSeconds * 2 ** retries - 1;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
const inFlight = 120_000;
const unitsOfKib = peakWriteUnits({ ...defaults, api: { rateLimit: 0.5 } });
/** That the synth accepts for messages of 1 KiB. */
const highestRate = 10_000;
const retentions = Object.values(environments).map(({ logRetentionDays }) => logRetentionDays);

const days = (seconds: unknown): number => Number(seconds) / 86_400;
const minutes = (seconds: unknown): number => Number(seconds) / 60;

const stack = (title: string): StackJson => {
  const subject = subjects.find((each) => each.title === title);
  if (subject === undefined) throw new Error(`there is no stack ${title}`);
  return stackOf(subject.config);
};
const devStack = stack("dev");
const prodStack = stack("prod");

const named = (type: string, attribute: string, end: string): Block => {
  const found = allOf(devStack, type).find(({ body }) => String(body[attribute]).endsWith(end));
  if (found === undefined) throw new Error(`no ${type} has a name that ends in ${end}`);
  return found.body;
};
const alarm = (name: string): Block => named("aws_cloudwatch_metric_alarm", "alarm_name", name);
const errors = alarm("-query-messages-errors");
const processorErrors = alarm("-process-message-errors");
const [needed, of] = [Number(errors["datapoints_to_alarm"]), Number(errors["evaluation_periods"])];
const rejectedMinutes = minutes(alarm("-rejected-messages")["period"]);
const postponed = alarm("-postponed-messages");
const faults = alarm("-api-5xx");
const throttled = alarm("-throttled-callers");
/** Of an alarm on metric math. */
const minutesOf = ({ metric_query: queries }: Block): number =>
  minutes(
    (queries as readonly Block[]).map(({ metric }) => (metric as Block | undefined)?.["period"]).find(Number),
  );
const refusedMinutes = minutesOf(alarm("-refused-callers"));
const deadLetterDays = days(named("aws_sqs_queue", "name", "-dead-letters")["message_retention_seconds"]);

/** What CloudWatch bills: each metric that an alarm watches, of metric math all of them. */
const alarmMetricsOf = (title: string): number =>
  allOf(stack(title), "aws_cloudwatch_metric_alarm").reduce(
    (sum, { body }) =>
      sum +
      ((body["metric_query"] as readonly Block[] | undefined)?.filter(({ metric }) => metric !== undefined)
        .length ?? 1),
    0,
  );
const logMetricsOf = (title: string): number =>
  new Set(
    allOf(stack(title), "aws_cloudwatch_log_metric_filter").map(
      ({ body }) => (body["metric_transformation"] as Block)["name"],
    ),
  ).size;
/** Count, 4XXError, 5XXError, Latency and IntegrationLatency of each method. */
const methodMetrics = 5 * allOf(devStack, "aws_api_gateway_method").length;
const reuseSeconds = allOf(prodStack, "aws_sqs_queue")[0]?.body["kms_data_key_reuse_period_seconds"];
const states = JSON.stringify(theOnly(bootstrapStack(), "aws_s3_bucket_lifecycle_configuration").body);
const stateFigure = (name: string): number => Number(new RegExp(`"${name}":(\\d+)`).exec(states)?.[1]);

/** By the document. A document may say a sentence several times. */
export const quotedFigures: Readonly<Record<string, readonly Sentence[]>> = {
  "README.md": [["After {} deliveries it is dead-lettered", maxReceiveCount]],
  "docs/tour.md": [["It is tried {} times", maxReceiveCount]],
  "docs/api.md": [
    ["a body may have up to {} bytes", MAX_RAW_BYTES],
    ["{} to {}; {} by default", LIST_LIMIT.minimum, LIST_LIMIT.maximum, LIST_LIMIT.default],
    ...Object.entries(environments).map(
      ([name, { api }]) => [`| \`${name}\` | {} | {} |`, api.rateLimit, api.burstLimit] as const,
    ),
  ],
  "docs/architecture.md": [
    ["after {} deliveries", maxReceiveCount],
    ["at most {} KiB", MAX_ERROR_BYTES / 1024],
  ],
  "docs/deploying.md": [
    [
      "`maximumConcurrency` of that ({}, in `prod` {})",
      toMaximumConcurrency(defaults),
      toMaximumConcurrency(prod),
    ],
    ["costs a message one of its {} deliveries", maxReceiveCount],
    [
      "{} days, and the newest {} for ever",
      stateFigure("noncurrent_days"),
      stateFigure("newer_noncurrent_versions"),
    ],
    [
      "environment is gone {} days later",
      Number(theOnly(prodStack, "aws_kms_key").body["deletion_window_in_days"]),
    ],
  ],
  "docs/operating.md": [
    ["has waited for {} minutes (default)", minutes(alarms.oldestMessageSeconds)],
    ["`ApproximateAgeOfOldestMessage`, {} minutes unless configured", minutes(alarms.oldestMessageSeconds)],
    ["caused no backlog has waited for {} minutes", minutes(alarms.quietGroupsSeconds)],
    [
      "`ApproximateAgeOfOldestMessageInQuietGroups`, {} minutes unless configured",
      minutes(alarms.quietGroupsSeconds),
    ],
    ["{} messages (default) were rejected within {} minutes", alarms.rejectedMessages, rejectedMinutes],
    [
      "messages ({} unless configured) were rejected within {} minutes",
      alarms.rejectedMessages,
      rejectedMinutes,
    ],
    [
      "at least {} deliveries were postponed within {} minutes",
      Number(postponed["threshold"]),
      minutes(postponed["period"]),
    ],
    ["until {} hours after its acceptance", messageProcessor.outageProtectionHours],
    ["twice that rate, in `prod` {} write units", peakWriteUnits(prod)],
    ["A record of that size takes {} write units of the table", unitsOfKib],
    ["| {} | {} write units of a table that is new and was never warmed up", 4000 / unitsOfKib, 4000],
    [
      "| {} | {} write units of a table: twice the rate",
      highestRate,
      peakWriteUnits({ ...defaults, api: { rateLimit: highestRate } }),
    ],
    [
      "At {} messages a second `process-message` takes {} of it",
      highestRate,
      toMaximumConcurrency({ ...defaults, api: { rateLimit: highestRate } }),
    ],
    [
      "in `prod` {} executions × {} messages are at work, but one that waits up to {} s for its retry",
      toMaximumConcurrency(prod),
      prod.messageProcessor.batchSize,
      longestDelay,
    ],
    // To the hundred.
    ["| {} that fail, each alone", Math.floor(inFlight / longestDelay / 100) * 100],
    ["| Lambda INIT | 1 in 100 invocations × {} GB × 300 ms", messageProcessor.memoryMb / 1024],
    ["`--rate` (letters a second, {} unless said)", defaults.api.rateLimit / 5],
    ["{} is a fifth of `api.rateLimit` by default", defaults.api.rateLimit / 5],
    ["failed in {} of the last {} minutes", needed, of],
    [
      "failed, in {} periods of {} minutes in a row",
      Number(processorErrors["datapoints_to_alarm"]),
      minutesOf(processorErrors),
    ],
    [
      "in {} periods of {} minutes in a row: one more",
      Number(processorErrors["datapoints_to_alarm"]),
      minutesOf(processorErrors),
    ],
    ["in at least {} of the last {} minutes", needed, of],
    [
      "{} requests (default) got a 429 within {} minutes",
      alarms.refusedRequests,
      minutes(throttled["period"]),
    ],
    [
      "{} requests (default), and at least half, got a 400, 401, 403 or 415 within {} minutes",
      alarms.refusedRequests,
      refusedMinutes,
    ],
    ["{} % of the requests of {} minutes, got a 5xx", 100 * Number(faults["threshold"]), minutesOf(faults)],
    ["requests of the last {} minutes, got a 5xx", minutesOf(faults)],
    ["its deliveries: one, and {} retries", retries],
    ["a message's third delivery (`queue.maxReceiveCount`, {})", maxReceiveCount],
    [
      "has got through for some {} minutes",
      Number(processorErrors["datapoints_to_alarm"]) * minutesOf(processorErrors),
    ],
    ["kept until {} days after its first arrival in the queue", deadLetterDays],
    ["to be done within {} days of the messages' first arrival", deadLetterDays],
    [
      "has its last retry within {} minutes",
      Math.ceil(minutes(longestDelays + maxReceiveCount * timeoutSeconds)),
    ],
    ["the visibility timeout ({} s)", visibilityTimeout],
    ["are dead-lettered after some {} minutes", Math.round(minutes(maxReceiveCount * visibilityTimeout))],
    ["than the queue keeps them, {} days unless configured", queue.retentionDays],
    ["executions at once ({}, in `prod` {})", toMaximumConcurrency(defaults), toMaximumConcurrency(prod)],
    [
      "`logRetentionDays`: {} in `dev`, {} in `staging`, {} in `prod`",
      dev.logRetentionDays,
      staging.logRetentionDays,
      prod.logRetentionDays,
    ],
    ["`oldVersionDays` ({}) after it", archive.oldVersionDays],
    ["| {} days; {} from first arrival |", queue.retentionDays, deadLetterDays],
    ["then the cost is between two columns); {} MB;", messageProcessor.memoryMb],
    ["| Lambda duration | {} GB × ", messageProcessor.memoryMb / 1024],
    ["data keys for {} minutes", minutes(reuseSeconds)],
    [
      "metrics that alarms watch {} ({} with tokens) × $0.10 = ${}",
      alarmMetricsOf("dev"),
      alarmMetricsOf("dev with tokens"),
      alarmMetricsOf("dev") * 0.1,
    ],
    [
      "log metrics {} ({} with tokens) × $0.30 = ${}",
      logMetricsOf("dev"),
      logMetricsOf("dev with tokens"),
      logMetricsOf("dev") * 0.3,
    ],
    ["for each method, up to {} × $0.30 = ${}", methodMetrics, methodMetrics * 0.3],
    ["15 ms × {} GB", queryFunction.memoryMb / 1024],
  ],
  "docs/security.md": [
    ["never re-serialised; {} KiB at most", MAX_RAW_BYTES / 1024],
    [
      "up to {} days in the queue, and as dead letters until {} days after their first arrival",
      queue.retentionDays,
      deadLetterDays,
    ],
    ["objects can be restored for {} days", archive.oldVersionDays],
    ["Logs expire after {} to {} days", Math.min(...retentions), Math.max(...retentions)],
  ],
  "docs/adr/0006-retry-delays-that-grow.md": [
    ["b is {} s by default", retryBaseSeconds],
    ["only {} delays before it is dead-lettered", retries],
  ],
  "docs/adr/0007-filtered-lists.md": [
    ["than the function's {} seconds", queryFunction.timeoutSeconds],
    ["of the {} s that an answer has", queryFunction.timeoutSeconds - 1],
  ],
  "docs/adr/0012-outages-use-up-no-delivery.md": [
    ["dead-lettered after {} deliveries", maxReceiveCount],
    ["`messageProcessor.outageProtectionHours` ({})", messageProcessor.outageProtectionHours],
  ],
  "infra/config/defaults.ts": [
    ["One delivery and {} retries", retries],
    [
      "Pauses of {}–{} s, then {}–{} s",
      retryBaseSeconds,
      2 * retryBaseSeconds - 1,
      2 * retryBaseSeconds,
      4 * retryBaseSeconds - 1,
    ],
    [
      "The last retry comes within {} minutes, or {} when a function dies",
      Math.ceil(minutes(longestDelays + maxReceiveCount * timeoutSeconds)),
      Math.round(minutes(maxReceiveCount * visibilityTimeout)),
    ],
  ],
};
