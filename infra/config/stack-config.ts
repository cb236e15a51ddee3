// What may differ between environments, decoded once so that a mistake ends the synth and not a deployment.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { AlarmTargets } from "./alarm-targets.ts";
import { Auth } from "./auth.ts";
import { peakWriteUnits } from "./capacity.ts";
import { boundedString, integerBetween, oneOfNumbers } from "./bounded.ts";
import { Options, optionRules } from "./options.ts";
import { issuerFault } from "./issuer-fault.ts";
import { toLongestRetrying } from "./retries.ts";
import { section } from "./section.ts";

/**
 * Part of every resource's name: with more characters a bucket's would be too long, and with a hyphen the names of one
 * environment could begin with another's. What the bootstrap stack makes begins with the reserved names.
 */
const EnvironmentName = boundedString(
  "at most 12 lower-case letters and digits, and none of api, bootstrap, ci, deploy, plan, state",
  (value) => /^(?!(?:api|bootstrap|ci|deploy|plan|state)$)[a-z][a-z0-9]{0,11}$/.test(value),
);

/** The retention periods that CloudWatch Logs offers, days. */
const LogRetention = oneOfNumbers([7, 30, 90, 365]);

/** API Gateway's mappings have it in single quotes, which may stand in a URL; so may a star, which no website is called. */
const isOrigin = (value: string): boolean =>
  /^https?:\/\/[\w.:[\]-]+$/.test(value) && URL.canParse(value) && new URL(value).origin === value;

export const CorsOrigin = boundedString(
  "the origin of one website, such as https://console.example.com",
  isOrigin,
);

const Codec = section({
  environment: EnvironmentName,
  auth: Auth,
  /**
   * `aws-owned`: keys that AWS manages and that cost nothing. `customer-managed`: one key of the account's own,
   * which its administrators can disable, and whose every use CloudTrail records.
   */
  encryption: t.keyof({ "aws-owned": null, "customer-managed": null }),
  api: section(
    {
      /** Requests per second that are let in on each route, over all callers. */
      rateLimit: integerBetween(1, 10_000),
      /** Requests of a route let in at once before the rate counts. */
      burstLimit: integerBetween(1, 5000),
    },
    /** The one website whose pages may call the API; none when absent. */
    { corsOrigin: CorsOrigin },
  ),
  queue: section({
    /** Deliveries before a message is parked in the dead-letter queue. */
    maxReceiveCount: integerBetween(1, 1000),
    /**
     * Days a message may wait for its first success. A dead letter is gone 14 days after its first arrival, and the
     * first alarm on its age comes 7 days after it was dead-lettered.
     */
    retentionDays: integerBetween(1, 6),
  }),
  messageProcessor: section(
    {
      /** All of a batch are under way at once: a client of the function has 256 connections. */
      batchSize: integerBetween(1, 250),
      batchingWindowSeconds: integerBetween(0, 300),
      /** KiB of a usual message: what the table is warmed up for, and how many executions there are, follow from it. */
      messageKib: integerBetween(1, 256),
      /** A store that hangs takes 9 s until it is given up, two in turn 18, and 5 are for reporting. */
      timeoutSeconds: integerBetween(25, 900),
      memoryMb: integerBetween(128, 10_240),
      /** The first pause after a failure is one to two times this long, the second two to four times. */
      retryBaseSeconds: integerBetween(1, 900),
      /** Hours from its acceptance for which an outage or throttling uses up no delivery of a message. */
      outageProtectionHours: integerBetween(1, 240),
    },
    /** Executions at once; computed when absent ({@link toMaximumConcurrency}). */
    { maximumConcurrency: integerBetween(2, 1000) },
  ),
  queryFunction: section({ timeoutSeconds: integerBetween(3, 29), memoryMb: integerBetween(128, 10_240) }),
  archive: section({
    /** Days until an object moves to the class that costs less to keep and more to read; S3 wants 30 at least. */
    infrequentAccessAfterDays: integerBetween(30, 3650),
    /** Days until it moves to Glacier Instant Retrieval: the cheapest that still answers at once. */
    coldAfterDays: integerBetween(60, 3650),
    /** Days that a version stays after it was deleted or replaced. */
    oldVersionDays: integerBetween(1, 3650),
  }),
  alarms: section({
    /** Age of the oldest queued message that people are told about, seconds. */
    oldestMessageSeconds: integerBetween(60, 345_600),
    /** Age of the oldest queued message of a company that did not cause the backlog, seconds. */
    quietGroupsSeconds: integerBetween(60, 345_600),
    /** Rejected messages within five minutes that people are told about. */
    rejectedMessages: integerBetween(1, 1_000_000),
    /** Requests refused within five minutes for which people are told: fewer are a caller's own mistake. */
    refusedRequests: integerBetween(1, 1_000_000),
  }),
  logRetentionDays: LogRetention,
  /**
   * Point-in-time recovery and deletion protection of the table, a bucket that must be empty to go, and no plan
   * that would destroy either.
   */
  protectData: t.boolean,
  alarmTargets: AlarmTargets,
  options: Options,
});

export type StackConfig = t.TypeOf<typeof Codec>;

/** A union adds the index of a member to the path, which nobody wrote. */
const isMember = ({ context }: t.ValidationError, index: number): boolean =>
  context[index - 1]?.type instanceof t.UnionType;

const describe = (error: t.ValidationError): string => {
  const path = error.context.map(({ key }) => key).filter((_, index) => index > 0 && !isMember(error, index));
  return `${path.join(".")}: ${error.message ?? `expected ${error.context.at(-1)?.type.name ?? "another value"}`}`;
};

const secondsPerDay = 86_400;

/** Unless AWS raises it: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const writeUnitsOfATable = 40_000;

/** False, or what no single value can be blamed for. */
type Rule = (config: StackConfig) => string | false;

/** An alarm on the age of messages must not fire because of one that is retried as it should be. */
const outlastsRetries =
  (age: "oldestMessageSeconds" | "quietGroupsSeconds"): Rule =>
  ({ alarms, queue, messageProcessor }) => {
    const longest = toLongestRetrying({ ...queue, ...messageProcessor });
    return (
      alarms[age] <= longest &&
      `alarms.${age}: expected more than ${longest}, the longest that a message is retried until it is dead-lettered`
    );
  };

const rules: readonly Rule[] = [
  ...optionRules,
  ({ auth, environment }) =>
    auth.kind === "none" &&
    environment !== "local" &&
    "auth: expected iam or jwt; only the local environment may be open",
  ({ auth, environment }) => {
    const expected = auth.kind === "jwt" ? issuerFault(auth.issuer, environment) : undefined;
    return expected !== undefined && `auth.issuer: expected ${expected}`;
  },
  ({ archive }) =>
    archive.coldAfterDays < archive.infrequentAccessAfterDays + 30 &&
    "archive.coldAfterDays: expected at least 30 more than infrequentAccessAfterDays, as S3 asks for",
  ({ alarms, queue }) =>
    alarms.oldestMessageSeconds >= queue.retentionDays * secondsPerDay &&
    "alarms.oldestMessageSeconds: expected less than the queue's retention, or the alarm can never fire",
  outlastsRetries("oldestMessageSeconds"),
  outlastsRetries("quietGroupsSeconds"),
  ({ alarms }) =>
    alarms.quietGroupsSeconds > alarms.oldestMessageSeconds &&
    "alarms.quietGroupsSeconds: expected at most oldestMessageSeconds, which counts the quiet groups, too",
  ({ messageProcessor }) =>
    messageProcessor.batchSize > 10 &&
    messageProcessor.batchingWindowSeconds === 0 &&
    "messageProcessor.batchingWindowSeconds: expected at least 1, as AWS asks for batches of more than 10",
  (config) =>
    peakWriteUnits(config) > writeUnitsOfATable &&
    `api.rateLimit: expected less, or a smaller messageProcessor.messageKib; twice this rate are ${peakWriteUnits(config)} write units a second, and a table takes ${writeUnitsOfATable}`,
  ({ queue, messageProcessor }) =>
    toLongestRetrying({ ...queue, ...messageProcessor }) > (queue.retentionDays * secondsPerDay) / 2 &&
    "queue.maxReceiveCount: expected fewer; with these retry delays a message could expire before it is dead-lettered",
];

/** A Left lists every fault as `path: expected what`, or `path: not known`. */
export const decodeStackConfig = (input: unknown): E.Either<readonly string[], StackConfig> => {
  const decoded = Codec.decode(input);
  if (E.isLeft(decoded)) return E.left(decoded.left.map(describe));
  const faults = rules.map((rule) => rule(decoded.right)).filter((fault) => fault !== false);
  return faults.length > 0 ? E.left(faults) : decoded;
};
