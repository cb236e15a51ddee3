// Lets API Gateway write the access logs of every REST API in this account and region: a setting that exists once
// in each. Another installation that made it first keeps it: it would be replaced.
import { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../constructs/shared/aws-environment.ts";
import { policyJson, trustService } from "../constructs/shared/policy-document.ts";
import { globalName } from "../constructs/shared/stack-context.ts";

export type ApiGatewayLoggingProps = { readonly aws: AwsEnvironment; readonly project: string };

export class ApiGatewayLogging extends Construct {
  constructor(scope: Construct, id: string, { aws, project }: ApiGatewayLoggingProps) {
    super(scope, id);
    const role = new IamRole(this, "role", {
      name: globalName(`${project}-api-gateway-logging`, aws),
      description: "Lets API Gateway write logs.",
      assumeRolePolicy: policyJson(this, "trust", [trustService("apigateway.amazonaws.com")]),
    });
    // AWS's own policy, because API Gateway refuses a role in which it does not find these permissions:
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    const attachment = new IamRolePolicyAttachment(this, "policy", {
      role: role.name,
      policyArn: `arn:${aws.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
    });
    new ApiGatewayAccount(this, "account", { cloudwatchRoleArn: role.arn, dependsOn: [attachment] });
  }
}
