// POST: validates that the message can be recorded, queues its exact text, and responds 202 only when SQS has it.
import { ApiGatewayIntegration } from "@cdktf/provider-aws/lib/api-gateway-integration/index.js";
import { ApiGatewayIntegrationResponse } from "@cdktf/provider-aws/lib/api-gateway-integration-response/index.js";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method/index.js";
import { ApiGatewayMethodResponse } from "@cdktf/provider-aws/lib/api-gateway-method-response/index.js";
import { ApiGatewayModel } from "@cdktf/provider-aws/lib/api-gateway-model/index.js";
import { ApiGatewayRequestValidator } from "@cdktf/provider-aws/lib/api-gateway-request-validator/index.js";
import type { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource/index.js";
import { edgeModel } from "@message-handler/api-contract/edge-model.ts";
import { problems } from "@message-handler/api-contract/problems.ts";
import { postMessage } from "@message-handler/api-contract/routes.ts";
import { Construct } from "constructs";
import { acceptedTemplate, jsonTypes, refusedTemplate, sendMessageTemplate } from "./mapping-templates.ts";
import type { MethodAuthorization } from "./caller-authorizer.ts";
import type { StackContext } from "../shared/stack-context.ts";
import { ServiceRole } from "../compute/service-role.ts";
import type { WorkQueue } from "../messaging/work-queue.ts";
import { asDeclarations, asParameters, corsHeaders, problemHeaders, problemTemplate } from "./responses.ts";

export type SendMessageRouteProps = {
  readonly context: StackContext;
  readonly roleName: string;
  readonly resource: ApiGatewayResource;
  readonly authorization: MethodAuthorization;
  readonly queue: Pick<WorkQueue, "queue" | "send">;
  readonly corsOrigin: string | undefined;
};

const responses = [
  {
    status: `${postMessage.response.status}`,
    selectionPattern: "2\\d\\d",
    template: acceptedTemplate,
    headers: { "Content-Type": "'application/json'" },
  },
  {
    status: "503",
    selectionPattern: "5\\d\\d",
    template: problemTemplate(problems.unavailable),
    headers: problemHeaders(problems.unavailable),
  },
  // The default must be an error: a 2xx may only mean that SQS has the message. And one of ours, which the template
  // overrides where the sender is at fault: on a 4xx that is a mistake of the template a sender would drop the message.
  {
    status: "500",
    selectionPattern: undefined,
    template: refusedTemplate,
    headers: problemHeaders(problems.sendFailed),
  },
] as const;

export class SendMessageRoute extends Construct {
  readonly #props: SendMessageRouteProps;

  constructor(scope: Construct, id: string, props: SendMessageRouteProps) {
    super(scope, id);
    this.#props = props;
    const method = this.#method();
    this.#respond(method, this.#integration(method));
  }

  #method(): ApiGatewayMethod {
    const { resource, authorization } = this.#props;
    const { restApiId } = resource;
    const model = new ApiGatewayModel(this, "model", {
      restApiId,
      name: "Message",
      contentType: "application/json",
      schema: JSON.stringify(edgeModel),
    });
    const validator = new ApiGatewayRequestValidator(this, "validator", {
      restApiId,
      name: "body",
      validateRequestBody: true,
    });
    return new ApiGatewayMethod(this, "post", {
      restApiId,
      resourceId: resource.id,
      httpMethod: postMessage.method,
      ...authorization,
      // Whatever the type: one without a model would not be validated.
      requestModels: { $default: model.name },
      requestValidatorId: validator.id,
    });
  }

  #integration({ restApiId, resourceId, httpMethod }: ApiGatewayMethod): ApiGatewayIntegration {
    const { context, roleName, queue, authorization } = this.#props;
    const { partition, region, accountId } = context.aws;
    const template = sendMessageTemplate({ withCompany: authorization.authorization === "CUSTOM" });
    const sender = new ServiceRole(this, "sender", {
      name: roleName,
      context,
      service: "apigateway.amazonaws.com",
      statements: queue.send().statements,
    });
    return new ApiGatewayIntegration(this, "send-message", {
      restApiId,
      resourceId,
      httpMethod,
      type: "AWS",
      integrationHttpMethod: "POST",
      uri: `arn:${partition}:apigateway:${region}:sqs:path/${accountId}/${queue.queue.name}`,
      credentials: sender.arn,
      requestParameters: {
        "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'",
        // The templates of the responses read JSON: SQS's own choice is XML.
        "integration.request.header.Accept": "'application/json'",
      },
      requestTemplates: Object.fromEntries(jsonTypes.map((type) => [type, template])),
      // A type without a template is a 415: nothing slips past the model.
      passthroughBehavior: "NEVER",
      timeoutMilliseconds: 10_000,
      dependsOn: [sender.policy],
    });
  }

  #respond(
    { restApiId, resourceId, httpMethod }: ApiGatewayMethod,
    integration: ApiGatewayIntegration,
  ): void {
    for (const { status, selectionPattern, template, headers } of responses) {
      const responseParameters = asParameters("method.response", {
        ...headers,
        ...corsHeaders(this.#props.corsOrigin),
      });
      const route = { restApiId, resourceId, httpMethod, statusCode: status };
      const response = new ApiGatewayMethodResponse(this, `answers-${status}`, {
        ...route,
        responseParameters: asDeclarations(responseParameters),
      });
      new ApiGatewayIntegrationResponse(this, `on-${status}`, {
        ...route,
        ...(selectionPattern === undefined ? {} : { selectionPattern }),
        responseParameters,
        responseTemplates: { "application/json": template },
        dependsOn: [integration, response],
      });
    }
  }
}
