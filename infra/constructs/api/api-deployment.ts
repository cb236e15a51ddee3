// The deployed API: deployed anew when, and only when, anything of it changed; its stage's limits, logs and metrics.
import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment/index.js";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings/index.js";
import type { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage/index.js";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association/index.js";
import { Lazy, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { Auth } from "../../config/auth.ts";
import { deploymentHash } from "./deployment-hash.ts";
import { accessLogFormat, type ApiLogs } from "./api-logs.ts";

export type ApiDeploymentProps = {
  readonly api: ApiGatewayRestApi;
  readonly auth: Auth["kind"];
  readonly stageName: string;
  /** Every resource of API Gateway below this scope is part of the API, but for those of the release itself. */
  readonly parts: Construct;
  readonly logs: ApiLogs;
  /** Requests per second, over all callers and for each method. */
  readonly rateLimit: number;
  readonly burstLimit: number;
  /** Of the one that looks at every request first, if any. */
  readonly webAclArn: string | undefined;
};

export class ApiDeployment extends Construct {
  /** With the stage. */
  readonly url: string;
  /** By reference: whoever names it waits for the stage. */
  readonly stageName: string;
  readonly #props: ApiDeploymentProps;

  constructor(scope: Construct, id: string, props: ApiDeploymentProps) {
    super(scope, id);
    this.#props = props;
    const deployment = this.#deployment();
    const stage = new ApiGatewayStage(this, "stage", {
      restApiId: props.api.id,
      deploymentId: deployment.id,
      stageName: props.stageName,
      xrayTracingEnabled: true,
      // Needs the role that the bootstrap stack gives to API Gateway, once per account and region.
      accessLogSettings: {
        destinationArn: props.logs.access.arn,
        format: accessLogFormat(props.auth),
      },
      dependsOn: [props.logs.execution],
    });
    // Limits and logs hold for the stage as it stands: none of them needs a deployment.
    new ApiGatewayMethodSettings(this, "settings", {
      restApiId: props.api.id,
      stageName: stage.stageName,
      methodPath: "*/*",
      settings: {
        throttlingRateLimit: props.rateLimit,
        throttlingBurstLimit: props.burstLimit,
        metricsEnabled: true,
        // Failures alone, never whole requests and answers. What may stand in such a line of a message is, at most,
        // an id that the request model refused: the model looks at nothing else.
        loggingLevel: "ERROR",
        dataTraceEnabled: false,
        // Records change, and each company may see only its own: no answer may be kept for the next caller.
        cachingEnabled: false,
      },
    });
    if (props.webAclArn !== undefined)
      new Wafv2WebAclAssociation(this, "web-acl", { resourceArn: stage.arn, webAclArn: props.webAclArn });
    this.url = stage.invokeUrl;
    this.stageName = stage.stageName;
  }

  #parts(): readonly TerraformResource[] {
    return this.#props.parts.node
      .findAll()
      .filter((part): part is TerraformResource => part instanceof TerraformResource)
      .filter(
        (part) => part.terraformResourceType.startsWith("aws_api_gateway_") && part.node.scope !== this,
      );
  }

  #deployment(): ApiGatewayDeployment {
    return new ApiGatewayDeployment(this, "deployment", {
      restApiId: this.#props.api.id,
      triggers: {
        definition: Lazy.stringValue({ produce: () => deploymentHash(this.#parts(), this).hash }),
        references: Lazy.stringValue({ produce: () => deploymentHash(this.#parts(), this).references }),
      },
      dependsOn: [...this.#parts()],
      // The stage must never be without a deployment.
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
