# Written by `pnpm waivers` from infra/scanners/waivers.ts, where the reasons are.
package trivy

import rego.v1

default ignore := false

waived := {
	"aws_api_gateway_method.messages-api_accept_post_9DA2E238": {"AWS-0004"},
	"aws_api_gateway_method.messages-api_get_466B7939": {"AWS-0004"},
	"aws_api_gateway_method.messages-api_list_get_533A5EF2": {"AWS-0004"},
	"aws_api_gateway_method.messages-api_message-preflight_options_5E7557AD": {"AWS-0004"},
	"aws_api_gateway_method.messages-api_messages-preflight_options_75AE63F8": {"AWS-0004"},
	"aws_api_gateway_method_settings.messages-api_release_settings_63A8722E": {"AWS-0190"},
	"aws_api_gateway_stage.messages-api_release_stage_67377390": {"AWS-0001"},
	"aws_cloudwatch_log_group.authorize-caller_logs_A1E58028": {"AWS-0017"},
	"aws_cloudwatch_log_group.messages-api_logs_access_A917209F": {"AWS-0017"},
	"aws_cloudwatch_log_group.messages-api_logs_execution_4034C51C": {"AWS-0017"},
	"aws_cloudwatch_log_group.process-message_logs_1E41C2A8": {"AWS-0017"},
	"aws_cloudwatch_log_group.query-messages_logs_DB8DBBC8": {"AWS-0017"},
	"aws_dynamodb_table.table_43360BC0": {"AWS-0024", "AWS-0025"},
	"aws_lambda_function.authorize-caller_function_A50022BF": {"AWS-0066"},
	"aws_lambda_function.process-message_function_B51417F5": {"AWS-0066"},
	"aws_lambda_function.query-messages_function_AEEB27B6": {"AWS-0066"},
	"aws_s3_bucket.archive_private_bucket_2C2E9737": {"AWS-0089"},
	"aws_s3_bucket.states_private_bucket_5FC9F36D": {"AWS-0089"},
	"aws_s3_bucket_server_side_encryption_configuration.archive_private_encryption_80099E82": {"AWS-0132"},
	"aws_s3_bucket_server_side_encryption_configuration.states_private_encryption_D5854740": {"AWS-0132"},
	"aws_s3_bucket_versioning.archive_private_versioning_B30E84C4": {"AWS-0090"},
	"aws_s3_bucket_versioning.states_private_versioning_40A660E7": {"AWS-0090"},
	"aws_sns_topic.page-topic_D64407EA": {"AWS-0095"},
	"aws_sns_topic.ticket-topic_B71E13CD": {"AWS-0095"},
}

ignore if input.ID in waived[input.CauseMetadata.Resource]
