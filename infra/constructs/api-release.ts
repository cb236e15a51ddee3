// Deploys the API anew when, and only when, anything that belongs to it changed.
import { createHash } from "node:crypto";
import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment/index.js";
import type { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage/index.js";
import { DefaultTokenResolver, Lazy, StringConcat, TerraformResource, Tokenization } from "cdktf";
import { Construct } from "constructs";

export type ApiReleaseProps = {
  readonly api: ApiGatewayRestApi;
  readonly stageName: string;
  /** Every resource below this scope is part of the API. */
  readonly parts: Construct;
};

export class ApiRelease extends Construct {
  /** With the stage. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: ApiReleaseProps) {
    super(scope, id);
    const parts = (): readonly TerraformResource[] =>
      props.parts.node
        .findAll()
        .filter((part): part is TerraformResource => part instanceof TerraformResource)
        .filter(
          (part) => part.terraformResourceType.startsWith("aws_api_gateway_") && part.node.scope !== this,
        );
    const deployment = new ApiGatewayDeployment(this, "deployment", {
      restApiId: props.api.id,
      triggers: { definition: Lazy.stringValue({ produce: () => this.#hash(parts()) }) },
      dependsOn: [...parts()],
      // The stage must never be without a deployment.
      lifecycle: { createBeforeDestroy: true },
    });
    const stage = new ApiGatewayStage(this, "stage", {
      restApiId: props.api.id,
      deploymentId: deployment.id,
      stageName: props.stageName,
      xrayTracingEnabled: true,
    });
    this.url = stage.invokeUrl;
  }

  #hash(parts: readonly TerraformResource[]): string {
    const definitions = parts.map(
      (part) =>
        Tokenization.resolve(part.toTerraform(), {
          scope: this,
          resolver: new DefaultTokenResolver(new StringConcat()),
        }) as unknown,
    );
    return createHash("sha256").update(JSON.stringify(definitions)).digest("hex");
  }
}
