// What scanners find here and why it is accepted: by resource and rule, in one table for each stack.
import type { StackConfig } from "../config/stack-config.ts";
import type { Reasons, ScannerRule, Waivers } from "./apply-waivers.ts";

/** Trivy's issue 5080: to it a resource in JSON is without blocks. `twin` is the rule of checkov that sees this one. */
const unseenByTrivy = (block: string, twin: ScannerRule): string =>
  `Trivy sees no nested blocks in Terraform's JSON: \`${block}\` is there, and \`${twin}\` sees it.`;

/** Both scanners have a rule for some things. */
const both = (checkov: ScannerRule, trivy: ScannerRule, reason: string): Reasons => ({
  [checkov]: reason,
  [trivy]: reason,
});

const versioning = { "AWS-0090": unseenByTrivy("versioning_configuration", "CKV_AWS_21") };

const noCache =
  "Records change, and each company may see only its own: no answer may be kept for the next caller.";

const validatedByFunction = {
  CKV2_AWS_53:
    "The function validates id and query itself, and its answer names what is wrong with them; a GET has no body.",
};

const always: Waivers = {
  aws_lambda_function: {
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
  aws_s3_bucket_versioning: versioning,
  "aws_s3_bucket archive/private/bucket": {
    ...both(
      "CKV_AWS_18",
      "AWS-0089",
      "One role writes here and none lists: CloudTrail's data events tell more of each access, and a second bucket of logs would have to be guarded like this one.",
    ),
    CKV_AWS_144:
      "A copy in another region would take companies' data out of the region it was given to, and double its cost; versions keep what a mistake deletes.",
    CKV2_AWS_62: "Nothing waits for an object to appear: its record tells that it was written.",
  },
  "aws_api_gateway_method messages-api/list/get": validatedByFunction,
  "aws_api_gateway_method messages-api/get/get": validatedByFunction,
  aws_api_gateway_stage: {
    CKV2_AWS_29:
      "Every caller is known by a signature or a token, every body is validated by a model, and the stage throttles; a web ACL costs money for each API, and is for the owner to attach.",
    CKV2_AWS_51:
      "API Gateway would show a client certificate to servers of HTTP: it calls SQS with a role and Lambda by a permission.",
    CKV_AWS_120: noCache,
    "AWS-0001": unseenByTrivy("access_log_settings", "CKV_AWS_76"),
  },
  aws_sns_topic: both(
    "CKV_AWS_26",
    "AWS-0095",
    "An alarm names a metric and its limit and nothing of a message, and must reach people when the key is disabled; with SNS's own key CloudWatch's alarms would be dropped silently.",
  ),
  aws_api_gateway_method_settings: both("CKV_AWS_225", "AWS-0190", noCache),
};

const awsOwnedKeys =
  "This environment encrypts with keys that AWS owns: nobody has to pay for them, and nobody can lose them.";

const withAwsOwnedKeys: Waivers = {
  aws_cloudwatch_log_group: both("CKV_AWS_158", "AWS-0017", awsOwnedKeys),
  aws_s3_bucket: { CKV_AWS_145: awsOwnedKeys },
  aws_s3_bucket_server_side_encryption_configuration: { "AWS-0132": awsOwnedKeys },
  aws_dynamodb_table: both("CKV_AWS_119", "AWS-0025", awsOwnedKeys),
};

const withCustomerManagedKey: Waivers = {
  "aws_cloudwatch_log_group messages-api/logs/access": both(
    "CKV_AWS_158",
    "AWS-0017",
    "Alarms read it, and must tell of requests that fail because the key does; it holds nothing of a message.",
  ),
  aws_s3_bucket_server_side_encryption_configuration: { "AWS-0132": unseenByTrivy("rule", "CKV_AWS_145") },
  aws_dynamodb_table: { "AWS-0025": unseenByTrivy("server_side_encryption", "CKV_AWS_119") },
};

const withProtectedData: Waivers = {
  aws_dynamodb_table: { "AWS-0024": unseenByTrivy("point_in_time_recovery", "CKV_AWS_28") },
};

const withoutProtectedData: Waivers = {
  aws_dynamodb_table: both(
    "CKV_AWS_28",
    "AWS-0024",
    "This environment's records may be lost: it is made to be thrown away.",
  ),
};

const withShortLogs: Waivers = {
  aws_cloudwatch_log_group: {
    CKV_AWS_338:
      "Logs hold no messages: they are for finding faults, and those of this environment are looked for within weeks.",
  },
};

const open = both(
  "CKV_AWS_59",
  "AWS-0004",
  "It listens on the loopback of a developer's machine alone: the configuration refuses an open API in every other environment.",
);

const withOpenApi: Waivers = {
  "aws_api_gateway_method messages-api/accept/post": open,
  "aws_api_gateway_method messages-api/list/get": open,
  "aws_api_gateway_method messages-api/get/get": open,
};

const preflight = both(
  "CKV2_AWS_53",
  "AWS-0004",
  "A browser asks before it shows credentials, without a body; the gateway answers by itself, the same to everybody.",
);

const withCors: Waivers = {
  "aws_api_gateway_method messages-api/messages-preflight/options": preflight,
  "aws_api_gateway_method messages-api/message-preflight/options": preflight,
};

export const stackWaivers = (config: StackConfig): readonly Waivers[] => [
  always,
  config.encryption === "aws-owned" ? withAwsOwnedKeys : withCustomerManagedKey,
  config.protectData ? withProtectedData : withoutProtectedData,
  ...(config.logRetentionDays < 365 ? [withShortLogs] : []),
  ...(config.auth.kind === "none" ? [withOpenApi] : []),
  ...(config.api.corsOrigin === undefined ? [] : [withCors]),
];

const s3OwnKey =
  "S3's own key on purpose: a state holds no secret, so who may read it is for IAM to say, and a key of the account's own would be one more thing whose loss takes every environment's state along.";

export const bootstrapWaivers: Waivers = {
  aws_s3_bucket_server_side_encryption_configuration: { "AWS-0132": s3OwnKey },
  aws_s3_bucket_versioning: versioning,
  "aws_s3_bucket states/private/bucket": {
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
};
