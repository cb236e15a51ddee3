// The roles that deploy were written by hand: this tells when a stack has something that they do not know.
import { expect } from "chai";
import { Testing } from "cdktf";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployedEnvironments } from "../config/environments.ts";
import type { StackConfig } from "../config/stack-config.ts";
import { BootstrapStack } from "./bootstrap-stack.ts";
import { MessageHandlerStack } from "../stacks/message-handler-stack.ts";

type Block = Readonly<Record<string, unknown>>;
type Statement = { readonly actions: readonly string[]; readonly resources: readonly string[] };
type Synthesised = {
  readonly data: {
    readonly aws_iam_policy_document: Readonly<Record<string, { readonly statement: readonly Statement[] }>>;
  };
  readonly resource: Readonly<Record<string, Readonly<Record<string, Block>>>>;
};

/** What creates a resource of a kind, and where its name stands: undefined for what has an id instead. */
const kinds: Readonly<Record<string, readonly [action: string, name: string | undefined, arn: string]>> = {
  aws_cloudwatch_dashboard: ["cloudwatch:PutDashboard", "dashboard_name", ":dashboard/"],
  aws_cloudwatch_log_group: ["logs:CreateLogGroup", "name", ":log-group:"],
  aws_cloudwatch_log_metric_filter: ["logs:PutMetricFilter", undefined, ":log-group:"],
  aws_cloudwatch_metric_alarm: ["cloudwatch:PutMetricAlarm", "alarm_name", ":alarm:"],
  aws_dynamodb_table: ["dynamodb:CreateTable", "name", ":table/"],
  aws_iam_role: ["iam:CreateRole", "name", ":role/"],
  aws_iam_role_policy: ["iam:PutRolePolicy", undefined, ":role/"],
  aws_kms_alias: ["kms:CreateAlias", "name", ":"],
  aws_kms_key: ["kms:CreateKey", undefined, "*"],
  aws_kms_key_policy: ["kms:PutKeyPolicy", undefined, ":key/*"],
  aws_lambda_event_source_mapping: ["lambda:CreateEventSourceMapping", undefined, "*"],
  aws_lambda_function: ["lambda:CreateFunction", "function_name", ":function:"],
  aws_lambda_permission: ["lambda:AddPermission", undefined, ":function:"],
  aws_s3_bucket: ["s3:CreateBucket", "bucket_prefix", ":::"],
  aws_s3_bucket_lifecycle_configuration: ["s3:PutLifecycleConfiguration", undefined, ":::"],
  aws_s3_bucket_ownership_controls: ["s3:PutBucketOwnershipControls", undefined, ":::"],
  aws_s3_bucket_policy: ["s3:PutBucketPolicy", undefined, ":::"],
  aws_s3_bucket_public_access_block: ["s3:PutBucketPublicAccessBlock", undefined, ":::"],
  aws_s3_bucket_server_side_encryption_configuration: ["s3:PutEncryptionConfiguration", undefined, ":::"],
  aws_s3_bucket_versioning: ["s3:PutBucketVersioning", undefined, ":::"],
  aws_sns_topic: ["sns:CreateTopic", "name", ":"],
  aws_sns_topic_policy: ["sns:SetTopicAttributes", undefined, ":"],
  aws_sns_topic_subscription: ["sns:Subscribe", undefined, ":"],
  aws_sqs_queue: ["sqs:CreateQueue", "name", ":"],
  aws_sqs_queue_policy: ["sqs:SetQueueAttributes", undefined, ":"],
  aws_sqs_queue_redrive_allow_policy: ["sqs:SetQueueAttributes", undefined, ":"],
};

const kindOf = (type: string): readonly [string, string | undefined, string] | undefined =>
  type.startsWith("aws_api_gateway_") ? ["apigateway:POST", undefined, "/restapis/*"] : kinds[type];

/** Log groups of methods are named by the API, whose name is a reference. */
const withoutReferences = (name: string): string => name.replaceAll(/\$\{[^}]*\}/g, "id");

/** What the pattern's end says, from the kind of resource on. */
const endsLike = (pattern: string, arn: string): RegExp => {
  const start = pattern.lastIndexOf(arn);
  if (start < 0) throw new Error(`${pattern} does not hold ${arn}`);
  const end = pattern.slice(start);
  const escaped = end.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`);
};

describe("what deploys an environment", () => {
  const boot = JSON.parse(Testing.synth(new BootstrapStack(Testing.app(), undefined))) as Synthesised;
  let bundles: string;

  before(() => {
    bundles = mkdtempSync(join(tmpdir(), "bundles-"));
    for (const name of ["process-message", "query-messages", "authorize-caller"])
      writeFileSync(join(bundles, `${name}.zip`), name);
  });
  after(() => rmSync(bundles, { recursive: true }));

  const jwt = {
    kind: "jwt",
    issuer: "https://issuer.example.com/",
    audience: "message-handler",
    companyClaim: "company_id",
    cacheSeconds: 60,
  } as const;
  const all: readonly StackConfig[] = deployedEnvironments.map((config) => ({
    ...config,
    auth: jwt,
    alarmEmails: ["a@example.com"],
  }));

  for (const config of all)
    it(`may create everything that ${config.environment} consists of, under its name`, () => {
      const stack = JSON.parse(
        Testing.synth(
          new MessageHandlerStack(Testing.app({ outdir: bundles }), {
            config,
            bundles,
            runbook: "docs/operating.md",
            stateBucket: undefined,
          }),
        ),
      ) as Synthesised;
      const statements = Object.entries(boot.data.aws_iam_policy_document)
        .filter(([id]) => id.startsWith(`deploy-${config.environment}_`) && !id.includes("_trust_"))
        .flatMap(([, { statement }]) => statement);
      for (const [type, resources] of Object.entries(stack.resource)) {
        const [action = "", nameKey, arn = ""] = kindOf(type) ?? [];
        const granted = statements.filter(({ actions }) => actions.includes(action));
        expect(granted, `${type} is of a kind that the roles do not know`).not.to.be.empty;
        const patterns = granted.flatMap((statement) => statement.resources);
        if (nameKey === undefined) continue;
        for (const resource of Object.values(resources)) {
          // The name as AWS ends the ARN with it; a bucket's prefix stands for any name that begins so.
          const ending = `${arn}${withoutReferences(String(resource[nameKey]))}`;
          const isCovered = patterns.some((pattern) => endsLike(pattern, arn).test(ending));
          expect(isCovered, `${action} on ${ending}`).to.equal(true);
        }
      }
    });
});
