// A method and what Terraform keeps apart from it.
import type { z } from "zod";
import type { Resource, Stack } from "../../../stack/resource-type.ts";
import {
  ApiGatewayIntegration,
  ApiGatewayIntegrationResponse,
  type ApiGatewayMethod,
  ApiGatewayMethodResponse,
} from "../../../resources/api-gateway.ts";

type ResourceOf<T extends { readonly config: z.ZodType }> = Resource<z.infer<T["config"]>>;
export type MethodResource = ResourceOf<typeof ApiGatewayMethod>;
export type IntegrationResource = ResourceOf<typeof ApiGatewayIntegration>;
export type IntegrationResponseResource = ResourceOf<typeof ApiGatewayIntegrationResponse>;

/** Everything that Terraform keeps apart and that belongs to one method. */
export type MethodParts = {
  readonly method: MethodResource;
  readonly integration: IntegrationResource;
  readonly integrationResponses: readonly IntegrationResponseResource[];
  readonly methodResponses: readonly ResourceOf<typeof ApiGatewayMethodResponse>[];
};

type InMethod = {
  readonly config: {
    readonly rest_api_id: string;
    readonly resource_id: string;
    readonly http_method: string;
  };
};

/** Throws when the method has no integration, or more than one. */
export const partsOf = (stack: Stack, method: MethodResource): MethodParts => {
  const belongs = ({ config }: InMethod): boolean =>
    config.rest_api_id === method.config.rest_api_id &&
    config.resource_id === method.config.resource_id &&
    config.http_method === method.config.http_method;
  const [integration, ...others] = stack.of(ApiGatewayIntegration).filter(belongs);
  if (integration === undefined) throw new Error("the method has no integration");
  if (others.length > 0) throw new Error("the method has more than one integration");
  return {
    method,
    integration,
    integrationResponses: stack.of(ApiGatewayIntegrationResponse).filter(belongs),
    methodResponses: stack.of(ApiGatewayMethodResponse).filter(belongs),
  };
};
