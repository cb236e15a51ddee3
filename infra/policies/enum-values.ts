// The words that an argument may be, where AWS knows only a few: from the models of its services, as the SDK has them,
// and where a model says no more than "a string", from its documentation.
import {
  AuthorizerType,
  EndpointType,
  GatewayResponseType,
  IntegrationType,
  SecurityPolicy,
} from "@aws-sdk/client-api-gateway";
import { ComparisonOperator, Statistic } from "@aws-sdk/client-cloudwatch";
import { StandardUnit } from "@aws-sdk/client-cloudwatch-logs";
import {
  BillingMode,
  ContributorInsightsMode,
  ProjectionType,
  ScalarAttributeType,
} from "@aws-sdk/client-dynamodb";
import {
  Architecture,
  FunctionResponseType,
  LogFormat,
  RecursiveLoop,
  Runtime,
  TracingMode,
} from "@aws-sdk/client-lambda";
import {
  BucketVersioningStatus,
  EncryptionType,
  ExpirationStatus,
  ObjectOwnership,
  ServerSideEncryption,
  TransitionStorageClass,
} from "@aws-sdk/client-s3";

const ofModels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "aws_api_gateway_authorizer: type": AuthorizerType,
  "aws_api_gateway_domain_name: endpoint_configuration.types": EndpointType,
  "aws_api_gateway_domain_name: security_policy": SecurityPolicy,
  "aws_api_gateway_gateway_response: response_type": GatewayResponseType,
  "aws_api_gateway_integration: type": IntegrationType,
  "aws_api_gateway_rest_api: endpoint_configuration.types": EndpointType,
  "aws_api_gateway_rest_api: security_policy": SecurityPolicy,
  "aws_cloudwatch_log_metric_filter: metric_transformation.unit": StandardUnit,
  "aws_cloudwatch_metric_alarm: comparison_operator": ComparisonOperator,
  "aws_cloudwatch_metric_alarm: metric_query.metric.stat": Statistic,
  "aws_cloudwatch_metric_alarm: statistic": Statistic,
  "aws_dynamodb_contributor_insights: mode": ContributorInsightsMode,
  "aws_dynamodb_table: attribute.type": ScalarAttributeType,
  "aws_dynamodb_table: billing_mode": BillingMode,
  "aws_dynamodb_table: global_secondary_index.projection_type": ProjectionType,
  "aws_lambda_event_source_mapping: function_response_types": FunctionResponseType,
  "aws_lambda_function: architectures": Architecture,
  "aws_lambda_function: logging_config.log_format": LogFormat,
  "aws_lambda_function: runtime": Runtime,
  "aws_lambda_function: tracing_config.mode": TracingMode,
  "aws_lambda_function_recursion_config: recursive_loop": RecursiveLoop,
  "aws_s3_bucket_lifecycle_configuration: rule.status": ExpirationStatus,
  "aws_s3_bucket_lifecycle_configuration: rule.transition.storage_class": TransitionStorageClass,
  "aws_s3_bucket_ownership_controls: rule.object_ownership": ObjectOwnership,
  "aws_s3_bucket_server_side_encryption_configuration: rule.apply_server_side_encryption_by_default.sse_algorithm":
    ServerSideEncryption,
  "aws_s3_bucket_server_side_encryption_configuration: rule.blocked_encryption_types": EncryptionType,
  "aws_s3_bucket_versioning: versioning_configuration.status": BucketVersioningStatus,
};

const httpMethods = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const conditionOperators = [
  ...["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"].map(
    (operator) => `String${operator}`,
  ),
  ...["Equals", "NotEquals", "Like", "NotLike"].map((operator) => `Arn${operator}`),
  ...["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].flatMap(
    (operator) => [`Numeric${operator}`, `Date${operator}`],
  ),
  "Bool",
  "BinaryEquals",
  "IpAddress",
  "NotIpAddress",
]
  .flatMap((operator) => [operator, `${operator}IfExists`])
  .flatMap((operator) => [operator, `ForAllValues:${operator}`, `ForAnyValue:${operator}`]);

const documented: Readonly<Record<string, readonly string[]>> = {
  "aws_api_gateway_integration: integration_http_method": httpMethods,
  // https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
  "aws_api_gateway_integration: passthrough_behavior": ["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"],
  "aws_api_gateway_method: authorization": ["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"],
  "aws_api_gateway_method: http_method": httpMethods,
  // https://docs.aws.amazon.com/apigateway/latest/api/API_MethodSetting.html
  "aws_api_gateway_method_settings: settings.logging_level": ["OFF", "ERROR", "INFO"],
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  "aws_cloudwatch_metric_alarm: treat_missing_data": ["breaching", "notBreaching", "ignore", "missing"],
  // https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
  "aws_sns_topic_subscription: protocol": [
    "http",
    "https",
    "email",
    "email-json",
    "sms",
    "sqs",
    "application",
    "lambda",
    "firehose",
  ],
  "data.aws_iam_policy_document: statement.condition.test": [...conditionOperators, "Null"],
  "data.aws_iam_policy_document: statement.effect": ["Allow", "Deny"],
  "data.aws_iam_policy_document: statement.principals.type": [
    "*",
    "AWS",
    "CanonicalUser",
    "Federated",
    "Service",
  ],
};

export const enumValues: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(ofModels).map(([argument, values]) => [argument, Object.values(values)] as const),
  ...Object.entries(documented),
]);

/** The last part of an argument that takes any text: a name of ours, a pattern, an expression, what another has named. */
const freeTexts = new Set(
  [
    "action actions alarm_description alarm_name attribute_name base_path bucket_prefix client_id_list content_type",
    "default_value description domain_name endpoint expression filename format function_name handler hash_key id",
    "identifiers identity_source index_name label method_path metric_name name namespace non_key_attributes path_part",
    "pattern prefix principal range_key resources schema selection_pattern sid source_code_hash stage_name",
    "status_code truststore_uri truststore_version url value values variable",
  ].flatMap((line) => line.split(" ")),
);

/** Maps, whose keys are no arguments. */
const freeMaps =
  /[ .](?:dimensions|(?:request|response)_(?:parameters|templates)|tags|triggers|environment\.variables)\./;

export const isFreeText = (argument: string): boolean =>
  freeMaps.test(argument) || freeTexts.has(argument.split(/[ .]/).at(-1) ?? "");
