// The decision as API Gateway expects it: an IAM policy and a context.
import type { APIGatewayAuthorizerResult } from "aws-lambda";
import type { Allowed, Denied } from "./decision.ts";

/** API Gateway keeps the result under the token for every route, so it must be right for all of them. */
export const toAuthorizerResult = (
  decision: Allowed | Denied,
  everyRoute: string,
): APIGatewayAuthorizerResult => {
  const isAllowed = decision.kind === "Allowed";
  return {
    principalId: isAllowed ? decision.companyId : "unknown",
    policyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Action: "execute-api:Invoke",
          Effect: isAllowed ? "Allow" : "Deny",
          Resource: everyRoute,
        },
      ],
    },
    ...(isAllowed ? { context: { company_id: decision.companyId } } : {}),
  };
};
