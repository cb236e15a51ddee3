// The REST API: POST goes straight into the queue, GET asks the reader.
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration/index.js";
import { ApiGatewayIntegrationResponse } from "@cdktf/provider-aws/lib/api-gateway-integration-response/index.js";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method/index.js";
import { ApiGatewayMethodResponse } from "@cdktf/provider-aws/lib/api-gateway-method-response/index.js";
import { ApiGatewayModel } from "@cdktf/provider-aws/lib/api-gateway-model/index.js";
import { ApiGatewayRequestValidator } from "@cdktf/provider-aws/lib/api-gateway-request-validator/index.js";
import { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource/index.js";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import { Construct } from "constructs";
import type { AwsPlace } from "./aws-place.ts";
import { ApiRelease } from "./api-release.ts";
import { GatewayResponses } from "./gateway-responses.ts";
import { acceptedTemplate, refusedTemplate, sendMessageTemplate } from "./mapping-templates.ts";
import type { NodeFunction } from "./node-function.ts";
import { policyJson, trustService } from "./policy-document.ts";
import { problemContentType, problems, problemTemplate } from "./problem.ts";
import { requestModel } from "./request-model.ts";
import type { WorkQueue } from "./work-queue.ts";

export type MessagesApiProps = {
  readonly name: string;
  readonly stageName: string;
  readonly auth: "iam" | "none";
  readonly place: AwsPlace;
  readonly queue: WorkQueue;
  readonly reader: NodeFunction;
};

export class MessagesApi extends Construct {
  readonly url: string;
  readonly #props: MessagesApiProps;
  readonly #api: ApiGatewayRestApi;

  constructor(scope: Construct, id: string, props: MessagesApiProps) {
    super(scope, id);
    this.#props = props;
    this.#api = new ApiGatewayRestApi(this, "api", {
      name: props.name,
      description: "Takes order messages in and tells what became of them.",
      endpointConfiguration: { types: ["REGIONAL"] },
    });
    const messages = this.#resource("messages", this.#api.rootResourceId, "messages");
    const message = this.#resource("message", messages.id, "{message_id}");

    this.#acceptMessages(messages);
    this.#askReader("list", messages, "/messages");
    this.#askReader("get", message, "/messages/*");
    new GatewayResponses(this, "gateway-responses", {
      restApiId: this.#api.id,
      isOpen: props.auth === "none",
    });
    this.url = new ApiRelease(this, "release", {
      api: this.#api,
      stageName: props.stageName,
      parts: this,
    }).url;
  }

  #resource(id: string, parentId: string, pathPart: string): ApiGatewayResource {
    return new ApiGatewayResource(this, id, { restApiId: this.#api.id, parentId, pathPart });
  }

  get #authorization(): "AWS_IAM" | "NONE" {
    return this.#props.auth === "iam" ? "AWS_IAM" : "NONE";
  }

  /** POST: validate what must be recordable, put the exact text into the queue, answer 202 only when SQS did. */
  #acceptMessages(resource: ApiGatewayResource): void {
    const { place, queue } = this.#props;
    const restApiId = this.#api.id;
    const model = new ApiGatewayModel(this, "model", {
      restApiId,
      name: "Message",
      contentType: "application/json",
      schema: JSON.stringify(requestModel),
    });
    const validator = new ApiGatewayRequestValidator(this, "validator", {
      restApiId,
      name: "body",
      validateRequestBody: true,
    });
    const method = new ApiGatewayMethod(this, "post", {
      restApiId,
      resourceId: resource.id,
      httpMethod: "POST",
      authorization: this.#authorization,
      requestModels: { "application/json": model.name },
      requestValidatorId: validator.id,
    });
    const integration = new ApiGatewayIntegration(this, "send-message", {
      restApiId,
      resourceId: resource.id,
      httpMethod: method.httpMethod,
      type: "AWS",
      integrationHttpMethod: "POST",
      uri: `arn:${place.partition}:apigateway:${place.region}:sqs:path/${place.accountId}/${queue.queue.name}`,
      credentials: this.#senderRole().arn,
      requestParameters: { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" },
      requestTemplates: { "application/json": sendMessageTemplate },
      // A type without a template is a 415: nothing slips past the model.
      passthroughBehavior: "NEVER",
      timeoutMilliseconds: 10_000,
    });
    this.#answerSender(resource, method, integration);
  }

  #senderRole(): IamRole {
    const role = new IamRole(this, "sender-role", {
      name: `${this.#props.name}-sender`,
      assumeRolePolicy: policyJson(this, "sender-trust", [trustService("apigateway.amazonaws.com")]),
    });
    new IamRolePolicy(this, "sender-policy", {
      name: "grants",
      role: role.id,
      policy: policyJson(this, "sender-grants", this.#props.queue.send().statements),
    });
    return role;
  }

  #answerSender(
    resource: ApiGatewayResource,
    method: ApiGatewayMethod,
    integration: ApiGatewayIntegration,
  ): void {
    const answers = [
      {
        status: "202",
        selectionPattern: "2\\d\\d",
        template: acceptedTemplate,
        contentType: "application/json",
      },
      {
        status: "400",
        selectionPattern: "4\\d\\d",
        template: refusedTemplate,
        contentType: problemContentType,
      },
      {
        status: "503",
        selectionPattern: "5\\d\\d",
        template: problemTemplate(problems.unavailable),
        contentType: problemContentType,
      },
      // The default must be an error: a 2xx may only mean that SQS has the message.
      {
        status: "500",
        selectionPattern: undefined,
        template: problemTemplate(problems.internal),
        contentType: problemContentType,
      },
    ];
    for (const { status, selectionPattern, template, contentType } of answers) {
      const response = new ApiGatewayMethodResponse(this, `answers-${status}`, {
        restApiId: this.#api.id,
        resourceId: resource.id,
        httpMethod: method.httpMethod,
        statusCode: status,
        responseParameters: { "method.response.header.Content-Type": true },
      });
      new ApiGatewayIntegrationResponse(this, `on-${status}`, {
        restApiId: this.#api.id,
        resourceId: resource.id,
        httpMethod: method.httpMethod,
        statusCode: status,
        ...(selectionPattern === undefined ? {} : { selectionPattern }),
        responseParameters: { "method.response.header.Content-Type": `'${contentType}'` },
        responseTemplates: { "application/json": template },
        dependsOn: [integration, response],
      });
    }
  }

  /** `path` is what Lambda sees of the route: a parameter may stand there by its name or by its value. */
  #askReader(id: string, resource: ApiGatewayResource, path: string): void {
    const { reader } = this.#props;
    const method = new ApiGatewayMethod(this, id, {
      restApiId: this.#api.id,
      resourceId: resource.id,
      httpMethod: "GET",
      authorization: this.#authorization,
    });
    new ApiGatewayIntegration(this, `${id}-reader`, {
      restApiId: this.#api.id,
      resourceId: resource.id,
      httpMethod: method.httpMethod,
      type: "AWS_PROXY",
      integrationHttpMethod: "POST",
      uri: reader.function.invokeArn,
    });
    new LambdaPermission(this, `${id}-permission`, {
      action: "lambda:InvokeFunction",
      functionName: reader.function.functionName,
      principal: "apigateway.amazonaws.com",
      sourceArn: `${this.#api.executionArn}/*/GET${path}`,
    });
  }
}
