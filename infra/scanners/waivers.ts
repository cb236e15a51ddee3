// What scanners find here and why it is accepted: resource, rule and reason, in one table for each stack.
import type { StackConfig } from "../config/stack-config.ts";
import type { ScannerRule, Waiver } from "./apply-waivers.ts";

type ConditionalWaiver = Waiver & {
  /** The configurations that need it; every one when absent. */
  readonly when?: (config: StackConfig) => boolean;
};

const usesAwsOwnedKeys = ({ encryption }: StackConfig): boolean => encryption === "aws-owned";
const usesOwnKey = ({ encryption }: StackConfig): boolean => encryption === "customer-managed";

/** Why one key for everything is not in every environment. */
const awsOwnedKeys =
  "This environment encrypts with keys that AWS owns: nobody has to pay for them, and nobody can lose them.";

/** Trivy's issue 5080: to it a resource in JSON is without blocks. `twin` is the rule of checkov that sees this one. */
const unseenByTrivy = (block: string, twin: ScannerRule): string =>
  `Trivy sees no nested blocks in Terraform's JSON: \`${block}\` is there, and \`${twin}\` sees it.`;

/** Both scanners have a rule for some things. */
const both = (checkov: ScannerRule, trivy: ScannerRule, reason: string): Waiver["reasons"] => ({
  [checkov]: reason,
  [trivy]: reason,
});

const compute: readonly ConditionalWaiver[] = [
  {
    type: "aws_lambda_function",
    reasons: {
      CKV_AWS_115:
        "What feeds it limits it: the event source by its maximum concurrency, the API by its throttling. Reserving executions would take them from the account's other functions.",
      CKV_AWS_116:
        "Lambda parks only what was invoked asynchronously, and nothing invokes it so: failed messages go to the dead-letter queue.",
      CKV_AWS_117:
        "It talks to public endpoints alone, by TLS: a VPC would add a way out to pay for and addresses to run out of, and keep nobody out.",
      CKV_AWS_173:
        "Its variables are names and addresses, no secrets, and Lambda encrypts them with a key of its own.",
      CKV_AWS_272:
        "Its zip is built from a commit, the same on every machine, and the plan names its hash; only the role that deploys may upload another.",
      "AWS-0066": unseenByTrivy("tracing_config", "CKV_AWS_50"),
    },
  },
  {
    type: "aws_cloudwatch_log_group",
    when: usesAwsOwnedKeys,
    reasons: both("CKV_AWS_158", "AWS-0017", awsOwnedKeys),
  },
  {
    type: "aws_cloudwatch_log_group",
    when: ({ logRetentionDays }) => logRetentionDays < 365,
    reasons: {
      CKV_AWS_338:
        "Logs hold no messages: they are for finding faults, and those of this environment are looked for within weeks.",
    },
  },
];

const versioning: Waiver = {
  type: "aws_s3_bucket_versioning",
  reasons: { "AWS-0090": unseenByTrivy("versioning_configuration", "CKV_AWS_21") },
};

const storage: readonly ConditionalWaiver[] = [
  { type: "aws_s3_bucket", when: usesAwsOwnedKeys, reasons: { CKV_AWS_145: awsOwnedKeys } },
  {
    type: "aws_s3_bucket_server_side_encryption_configuration",
    when: usesAwsOwnedKeys,
    reasons: { "AWS-0132": awsOwnedKeys },
  },
  {
    type: "aws_s3_bucket_server_side_encryption_configuration",
    when: usesOwnKey,
    reasons: { "AWS-0132": unseenByTrivy("rule", "CKV_AWS_145") },
  },
  versioning,
  {
    type: "aws_s3_bucket",
    paths: ["archive/private/bucket"],
    reasons: {
      ...both(
        "CKV_AWS_18",
        "AWS-0089",
        "One role writes here and none lists: CloudTrail's data events tell more of each access, and a second bucket of logs would have to be guarded like this one.",
      ),
      CKV_AWS_144:
        "A copy in another region would take companies' data out of the region it was given to, and double its cost; versions keep what a mistake deletes.",
      CKV2_AWS_62: "Nothing waits for an object to appear: its record tells that it was written.",
    },
  },
  {
    type: "aws_dynamodb_table",
    when: usesAwsOwnedKeys,
    reasons: both("CKV_AWS_119", "AWS-0025", awsOwnedKeys),
  },
  {
    type: "aws_dynamodb_table",
    when: usesOwnKey,
    reasons: { "AWS-0025": unseenByTrivy("server_side_encryption", "CKV_AWS_119") },
  },
  {
    type: "aws_dynamodb_table",
    when: ({ protectData }) => protectData,
    reasons: { "AWS-0024": unseenByTrivy("point_in_time_recovery", "CKV_AWS_28") },
  },
  {
    type: "aws_dynamodb_table",
    when: ({ protectData }) => !protectData,
    reasons: both(
      "CKV_AWS_28",
      "AWS-0024",
      "This environment's records may be lost: it is made to be thrown away.",
    ),
  },
];

const noCache =
  "Records change, and each company may see only its own: no answer may be kept for the next caller.";

const queryMethods = ["messages-api/list/get", "messages-api/get/get"];

const api: readonly ConditionalWaiver[] = [
  {
    type: "aws_api_gateway_method",
    paths: ["messages-api/accept/post", ...queryMethods],
    when: ({ auth }) => auth.kind === "none",
    reasons: both(
      "CKV_AWS_59",
      "AWS-0004",
      "It listens on the loopback of a developer's machine alone: the configuration refuses an open API in every other environment.",
    ),
  },
  {
    type: "aws_api_gateway_method",
    paths: queryMethods,
    reasons: {
      CKV2_AWS_53:
        "The function validates id and query itself, and its answer names what is wrong with them; a GET has no body.",
    },
  },
  {
    type: "aws_api_gateway_method",
    paths: ["messages-api/messages-preflight/options", "messages-api/message-preflight/options"],
    when: (config) => config.api.corsOrigin !== undefined,
    reasons: both(
      "CKV2_AWS_53",
      "AWS-0004",
      "A browser asks before it shows credentials, without a body; the gateway answers by itself, the same to everybody.",
    ),
  },
  {
    type: "aws_api_gateway_stage",
    reasons: {
      CKV2_AWS_29:
        "Every caller is known by a signature or a token, every body is validated by a model, and the stage throttles; a web ACL costs money for each API, and is for the owner to attach.",
      CKV2_AWS_51:
        "API Gateway would show a client certificate to servers of HTTP: it calls SQS with a role and Lambda by a permission.",
      CKV_AWS_120: noCache,
      "AWS-0001": unseenByTrivy("access_log_settings", "CKV_AWS_76"),
    },
  },
  { type: "aws_api_gateway_method_settings", reasons: both("CKV_AWS_225", "AWS-0190", noCache) },
];

const monitoring: readonly ConditionalWaiver[] = [
  {
    type: "aws_sns_topic",
    when: usesAwsOwnedKeys,
    reasons: both(
      "CKV_AWS_26",
      "AWS-0095",
      "An alarm names a metric and its limit and nothing of a message; with SNS's own key CloudWatch's alarms would be dropped silently.",
    ),
  },
];

export const stackWaivers = (config: StackConfig): readonly Waiver[] =>
  [...compute, ...storage, ...api, ...monitoring].filter(({ when }) => when?.(config) ?? true);

const s3OwnKey =
  "S3's own key on purpose: a state holds no secret, so who may read it is for IAM to say, and a key of the account's own would be one more thing whose loss takes every environment's state along.";

export const bootstrapWaivers: readonly Waiver[] = [
  { type: "aws_s3_bucket_server_side_encryption_configuration", reasons: { "AWS-0132": s3OwnKey } },
  versioning,
  {
    type: "aws_s3_bucket",
    paths: ["states/private/bucket"],
    reasons: {
      CKV_AWS_145: s3OwnKey,
      ...both(
        "CKV_AWS_18",
        "AWS-0089",
        "Only the roles of workflows and administrators come here, and CloudTrail records what they do; a second bucket of logs would have to be guarded like this one.",
      ),
      CKV_AWS_144:
        "A state describes one region: without that region there is nothing to apply it to, and with it the versions are there.",
      CKV2_AWS_62: "Nothing waits for a state to change but the workflow that changes it.",
    },
  },
];
