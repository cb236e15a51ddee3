// The policies of the roles that deploy were written by hand: this tells when a stack has something that they do not know.
import { expect } from "chai";
import { allOf, bootstrapStack, refTo, resourcesOf, stackOf, statementsOf, subjects } from "./synth.ts";

/** What creates a resource of a kind, and where its name stands: undefined for what has an id instead. */
const kinds: Readonly<Record<string, readonly [action: string, name: string | undefined, arn: string]>> = {
  aws_api_gateway_rest_api_policy: ["apigateway:UpdateRestApiPolicy", undefined, "/restapis/*"],
  aws_cloudwatch_dashboard: ["cloudwatch:PutDashboard", "dashboard_name", ":dashboard/"],
  aws_cloudwatch_log_group: ["logs:CreateLogGroup", "name", ":log-group:"],
  aws_cloudwatch_log_metric_filter: ["logs:PutMetricFilter", undefined, ":log-group:"],
  aws_cloudwatch_metric_alarm: ["cloudwatch:PutMetricAlarm", "alarm_name", ":alarm:"],
  aws_dynamodb_contributor_insights: ["dynamodb:UpdateContributorInsights", undefined, ":table/"],
  aws_dynamodb_table: ["dynamodb:CreateTable", "name", ":table/"],
  aws_iam_role: ["iam:CreateRole", "name", ":role/"],
  aws_iam_role_policy: ["iam:PutRolePolicy", undefined, ":role/"],
  aws_kms_alias: ["kms:CreateAlias", "name", ":"],
  aws_kms_key: ["kms:CreateKey", undefined, "*"],
  aws_kms_key_policy: ["kms:PutKeyPolicy", undefined, ":key/*"],
  aws_lambda_alias: ["lambda:CreateAlias", undefined, ":function:"],
  aws_lambda_event_source_mapping: ["lambda:CreateEventSourceMapping", undefined, "*"],
  aws_lambda_function: ["lambda:CreateFunction", "function_name", ":function:"],
  aws_lambda_function_recursion_config: ["lambda:PutFunctionRecursionConfig", undefined, ":function:"],
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
  aws_wafv2_web_acl_association: ["wafv2:AssociateWebACL", undefined, ":regional/webacl/"],
};

const kindOf = (type: string): readonly [string, string | undefined, string] | undefined =>
  kinds[type] ??
  (type.startsWith("aws_api_gateway_") ? ["apigateway:POST", undefined, "/restapis/*"] : undefined);

/** Log groups of methods are named by the API, roles and dashboards by the region: by references. */
const withoutReferences = (name: string): string => name.replaceAll(/\$\{[^}]*\}/g, "id");

/** What the pattern's end says, from the kind of resource on. */
const endsLike = (pattern: string, arn: string): RegExp => {
  const start = pattern.lastIndexOf(arn);
  if (start < 0) throw new Error(`${pattern} does not hold ${arn}`);
  const end = withoutReferences(pattern.slice(start));
  const escaped = end.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`);
};

/** Of all policies of the role that deploys an environment. */
const statementsFor = (environment: string) => {
  const boot = bootstrapStack();
  const [role] = allOf(boot, "aws_iam_role").filter(
    ({ body }) => withoutReferences(String(body["name"])) === `message-handler-deploy-${environment}-id`,
  );
  return allOf(boot, "aws_iam_role_policy_attachment")
    .filter(({ body }) => role !== undefined && String(body["role"]).startsWith(`\${${role.address}.`))
    .flatMap(({ body }) => {
      const policy = allOf(boot, "aws_iam_policy").find((each) => body["policy_arn"] === refTo(each, "arn"));
      return statementsOf(boot, policy?.body["policy"]);
    });
};

describe("the role that deploys an environment", () => {
  for (const { title, config } of subjects.filter((subject) => subject.config.environment !== "local"))
    it(`may create everything that ${title} consists of, under its name`, () => {
      const stack = stackOf({
        ...config,
        alarmTargets: { page: ["https://example.com/hook"], ticket: ["a@example.com"] },
      });
      const statements = statementsFor(config.environment);
      for (const { type, body } of resourcesOf(stack)) {
        const [action = "", nameKey, arn = ""] = kindOf(type) ?? [];
        const granted = statements.filter(({ actions = [] }) => actions.includes(action));
        expect(granted, `${type} is of a kind that the roles do not know`).not.to.be.empty;
        if (nameKey === undefined) continue;
        const patterns = granted.flatMap(({ resources = [] }) => resources);
        // The name as AWS ends the ARN with it; a bucket's prefix stands for any name that begins so.
        const ending = `${arn}${withoutReferences(String(body[nameKey]))}`;
        const isCovered = patterns.some((pattern) => endsLike(pattern, arn).test(ending));
        expect(isCovered, `${action} on ${ending}`).to.equal(true);
      }
    });
});
