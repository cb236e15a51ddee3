// Where an integration points to: `arn:aws:apigateway:REGION:SERVICE:path/…`.
import type { Account } from "../../../core/account.ts";

const toPath = (account: Account, uri: string, service: string): string => {
  const prefix = `arn:${account.partition}:apigateway:${account.region}:${service}:path/`;
  if (!uri.startsWith(prefix))
    throw new Error(`the uri ${uri} does not begin with ${prefix}: no other is supported by the local cloud`);
  if (uri.includes("${"))
    throw new Error(`the uri ${uri} has stage variables, which are not supported by the local cloud`);
  return uri.slice(prefix.length);
};

/** `/000000000000/jobs` of `arn:aws:apigateway:us-east-1:sqs:path/000000000000/jobs`. Throws for any other form. */
export const toQueuePath = (account: Account, uri: string): string => {
  const path = toPath(account, uri, "sqs");
  if (!new RegExp(`^${account.id}/[\\w-]{1,80}$`).test(path))
    throw new Error(`the uri ${uri} is no queue of this account`);
  return `/${path}`;
};

/** The function's ARN of `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/ARN/invocations`. */
export const toFunctionArn = (account: Account, uri: string): string => {
  const path = toPath(account, uri, "lambda");
  const arn = /^2015-03-31\/functions\/(arn:[^/]+)\/invocations$/.exec(path)?.[1];
  if (arn === undefined) throw new Error(`the uri ${uri} invokes no function`);
  return arn;
};
