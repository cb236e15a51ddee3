// How a method learns who calls: with every method that anybody may not call.
import type { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method/index.js";
import { waive } from "../shared/waive.ts";

export type MethodAuthorization =
  | { readonly authorization: "AWS_IAM" | "NONE" }
  | { readonly authorization: "CUSTOM"; readonly authorizerId: string };

/** The one open API is the laptop's. */
export const waiveIfOpen = (method: ApiGatewayMethod, { authorization }: MethodAuthorization): void => {
  if (authorization === "NONE")
    waive(
      method,
      ["CKV_AWS_59", "AWS-0004"],
      "It listens on a laptop's loopback alone: the configuration refuses an open API in every other environment.",
    );
};
