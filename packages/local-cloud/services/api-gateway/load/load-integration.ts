// Integrations as the stack declares them, checked and compiled.
import type { Account } from "../../../core/account.ts";
import type { Integration } from "../integration/call-integration.ts";
import { callMock } from "../integration/mock-integration.ts";
import { at } from "./at-address.ts";
import { toFunctionArn, toQueuePath } from "./integration-uri.ts";
import { toRequestMapping, toResponseMappings } from "./load-mappings.ts";
import type { IntegrationResource, MethodParts } from "./method-parts.ts";

const checkPost = ({ config }: IntegrationResource): void => {
  if (config.integration_http_method !== "POST") throw new Error("the integration_http_method must be POST");
};

const toSqs = (parts: MethodParts, account: Account): Integration => {
  const { config } = parts.integration;
  checkPost(parts.integration);
  if (
    typeof config.credentials !== "string" ||
    !/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(config.credentials)
  ) {
    throw new Error("credentials must be the ARN of a role: the local cloud knows no other way to SQS");
  }
  return {
    kind: "sqs",
    target: {
      path: toQueuePath(account, config.uri ?? ""),
      roleArn: config.credentials,
      timeoutMilliseconds: config.timeout_milliseconds,
    },
    mapping: toRequestMapping(parts),
    responses: toResponseMappings(parts),
  };
};

const toLambda = ({ integration }: MethodParts, account: Account): Integration => {
  const { config } = integration;
  checkPost(integration);
  if (Object.keys({ ...config.request_templates, ...config.request_parameters }).length > 0) {
    throw new Error("a proxy integration has neither request_templates nor request_parameters");
  }
  if (typeof config.credentials === "string")
    throw new Error("credentials of a proxy integration are not supported by the local cloud");
  return {
    kind: "lambda",
    target: {
      functionArn: toFunctionArn(account, config.uri ?? ""),
      timeoutMilliseconds: config.timeout_milliseconds,
    },
  };
};

/** A template without variables renders the same for every request: a mistake in it is found at the start. */
const checkStatus = ([type, template]: readonly [string, string]): void => {
  if (/[$#]/.test(template)) return;
  try {
    callMock(template);
  } catch (cause) {
    throw new Error(`the template for ${type} holds no JSON with an integer statusCode`, { cause });
  }
};

const toMock = (parts: MethodParts): Integration => {
  Object.entries(parts.integration.config.request_templates).forEach(checkStatus);
  return { kind: "mock", mapping: toRequestMapping(parts), responses: toResponseMappings(parts) };
};

const byType = { AWS: toSqs, AWS_PROXY: toLambda, MOCK: toMock } as const;

/** Throws a StackError with every problem of the method's integration. */
export const toIntegration = (parts: MethodParts, account: Account): Integration =>
  at(parts.integration.address, () => byType[parts.integration.config.type](parts, account));
