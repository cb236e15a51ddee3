// Every Terraform resource type and data source that the local cloud knows.
import {
  ApiGatewayAccount,
  ApiGatewayDeployment,
  ApiGatewayGatewayResponse,
  ApiGatewayIntegration,
  ApiGatewayIntegrationResponse,
  ApiGatewayMethod,
  ApiGatewayMethodResponse,
  ApiGatewayMethodSettings,
  ApiGatewayModel,
  ApiGatewayRequestValidator,
  ApiGatewayResource,
  ApiGatewayRestApi,
  ApiGatewayStage,
} from "../api-gateway/resources.ts";
import {
  CloudwatchDashboard,
  CloudwatchLogGroup,
  CloudwatchLogMetricFilter,
  CloudwatchMetricAlarm,
} from "../cloudwatch/resources.ts";
import { DynamodbTable } from "../dynamodb/resources.ts";
import { IamPolicy, IamRole, IamRolePolicy, IamRolePolicyAttachment } from "../iam/resources.ts";
import { LambdaEventSourceMapping, LambdaFunction, LambdaPermission } from "../lambda/resources.ts";
import {
  S3Bucket,
  S3BucketLifecycleConfiguration,
  S3BucketOwnershipControls,
  S3BucketPolicy,
  S3BucketPublicAccessBlock,
  S3BucketServerSideEncryptionConfiguration,
  S3BucketVersioning,
} from "../s3/resources.ts";
import { SnsTopic, SnsTopicPolicy, SnsTopicSubscription } from "../sns/resources.ts";
import {
  SqsQueue,
  SqsQueuePolicy,
  SqsQueueRedriveAllowPolicy,
  SqsQueueRedrivePolicy,
} from "../sqs/resources.ts";
import type { AnyResourceType } from "./decode-resource.ts";
import { CallerIdentityData, PartitionData, RegionData } from "./environment-data.ts";
import { PolicyDocumentData } from "./policy-document-data.ts";

export const resourceTypes: readonly AnyResourceType[] = [
  ApiGatewayAccount,
  ApiGatewayDeployment,
  ApiGatewayGatewayResponse,
  ApiGatewayIntegration,
  ApiGatewayIntegrationResponse,
  ApiGatewayMethod,
  ApiGatewayMethodResponse,
  ApiGatewayMethodSettings,
  ApiGatewayModel,
  ApiGatewayRequestValidator,
  ApiGatewayResource,
  ApiGatewayRestApi,
  ApiGatewayStage,
  CallerIdentityData,
  CloudwatchDashboard,
  CloudwatchLogGroup,
  CloudwatchLogMetricFilter,
  CloudwatchMetricAlarm,
  DynamodbTable,
  IamPolicy,
  IamRole,
  IamRolePolicy,
  IamRolePolicyAttachment,
  LambdaEventSourceMapping,
  LambdaFunction,
  LambdaPermission,
  PartitionData,
  PolicyDocumentData,
  RegionData,
  S3Bucket,
  S3BucketLifecycleConfiguration,
  S3BucketOwnershipControls,
  S3BucketPolicy,
  S3BucketPublicAccessBlock,
  S3BucketServerSideEncryptionConfiguration,
  S3BucketVersioning,
  SnsTopic,
  SnsTopicPolicy,
  SnsTopicSubscription,
  SqsQueue,
  SqsQueuePolicy,
  SqsQueueRedriveAllowPolicy,
  SqsQueueRedrivePolicy,
];
