// Which `$context` variables there are, where each may be used, and how to read one by its name.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
// Those that would need what the local cloud does not have (WAF, API keys, client certificates, canaries, VPC
// endpoints) are left out on purpose: a template that uses them stops the start.

/** Access logs may use the most; `error` is for gateway responses and access logs. */
export type VariablePlace = "mapping-template" | "gateway-response" | "access-log";

const identity = [
  "accessKey",
  "accountId",
  "caller",
  "cognitoAuthenticationProvider",
  "cognitoAuthenticationType",
  "cognitoIdentityId",
  "cognitoIdentityPoolId",
  "principalOrgId",
  "sourceIp",
  "user",
  "userAgent",
  "userArn",
].map((name) => `identity.${name}`);

const everywhere = new Set([
  "accountId",
  "apiId",
  "deploymentId",
  "domainName",
  "domainPrefix",
  "extendedRequestId",
  "httpMethod",
  "path",
  "protocol",
  "requestId",
  "requestTime",
  "requestTimeEpoch",
  "resourceId",
  "resourcePath",
  "stage",
  "xrayTraceId",
  ...identity,
]);

const errors = ["message", "messageString", "responseType", "validationErrorString"].map(
  (name) => `error.${name}`,
);

/** Only access logs know how it ended. */
const logged = [
  "status",
  "responseLength",
  "responseLatency",
  "integrationLatency",
  "integrationStatus",
  "integrationErrorMessage",
  "integration.latency",
  "integration.status",
  "integration.integrationStatus",
  "integration.error",
];

/** Values that an authorizer gives away: their names are its own, save for some of other kinds of authorizers. */
const isAuthorizerVariable = (name: string): boolean =>
  /^authorizer\.(?!(claims|integrationStatus|requestId)$)[^.]+$/.test(name);
/** Of the request, parameters of the path alone are supported: they change nothing where the URI has none of that name. */
const isOverride = (name: string): boolean =>
  /^(responseOverride\.(status|header\.[^.]+)|requestOverride\.path\.[^.]+)$/.test(name);

/** `name` is the path after `$context.`: `identity.sourceIp`. */
export const isContextVariable = (name: string, place: VariablePlace): boolean =>
  everywhere.has(name) ||
  isAuthorizerVariable(name) ||
  (place === "mapping-template" && isOverride(name)) ||
  (place !== "mapping-template" && errors.includes(name)) ||
  (place === "access-log" && logged.includes(name));

/** Undefined for what is no object, or has no such property of its own. */
export const propertyOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

/** Reads the text of a variable off a context; `undefined` when this request has none. */
export const makeContextReader = (name: string): ((context: unknown) => string | undefined) => {
  const path = name.split(".");
  return (context) => {
    const value = path.reduce(propertyOf, context);
    if (typeof value === "string") return value;
    return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
  };
};
