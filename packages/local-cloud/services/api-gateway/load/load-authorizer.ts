// Lambda authorizers as the stack declares them, checked.
import type { z } from "zod";
import type { Account } from "../../../core/account.ts";
import type { Resource } from "../../../stack/resource-type.ts";
import { toFunctionArn } from "./integration-uri.ts";
import type { Authorizer } from "../authorization/invoke-authorizer.ts";
import type { ApiGatewayAuthorizer } from "../../../resources/api-gateway.ts";

/** How long API Gateway waits for an authorizer is documented nowhere: taken for that of an integration. */
const timeoutMilliseconds = 29_000;

const toIdentityHeader = (source: string): string => {
  const header = /^method\.request\.header\.([\w-]+)$/.exec(source)?.[1];
  if (header === undefined)
    throw new Error(`the identity source ${source} is not supported by the local cloud: only headers are`);
  return header.toLowerCase();
};

/**
 * Throws for an identity source that is no header, for none where results are kept (AWS refuses that too), and for
 * a uri that invokes no function.
 */
export const toAuthorizer = (
  { config, attributes }: Resource<z.infer<(typeof ApiGatewayAuthorizer)["config"]>>,
  account: Account,
): Authorizer => {
  const sources = config.identity_source.split(",").map((source) => source.trim());
  const identityHeaders = sources.filter((source) => source !== "").map(toIdentityHeader);
  const ttlSeconds = config.authorizer_result_ttl_in_seconds;
  if (ttlSeconds > 0 && identityHeaders.length === 0)
    throw new Error("results cannot be kept without an identity_source to keep them under");
  return {
    id: String(attributes["id"]),
    identityHeaders,
    ttlSeconds,
    target: {
      functionArn: toFunctionArn(account, config.authorizer_uri),
      timeoutMilliseconds,
    },
  };
};
