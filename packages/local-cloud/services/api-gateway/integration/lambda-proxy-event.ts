// The event that a function behind a proxy integration gets (payload format 1.0).
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
import { type Invocation, lastValues } from "../request/invocation.ts";

/** Functions never see these. */
const hopByHop = new Set([
  "connection",
  "content-length",
  "content-md5",
  "expect",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "www-authenticate",
]);

const toHeaders = ({ request, context }: Invocation): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.entries(request.headers).filter(([name]) => !hopByHop.has(name))),
  "x-forwarded-for": [request.headers["x-forwarded-for"], request.sourceIp].filter(Boolean).join(", "),
  "x-forwarded-port": "443",
  "x-forwarded-proto": "https",
  "x-amzn-trace-id": request.headers["x-amzn-trace-id"] ?? `Root=${context.xrayTraceId}`,
});

/**
 * Header names come in lower case, as those of every HTTP/2 client do, and a repeated header as one joined value:
 * the local server keeps neither spelling nor repetition.
 */
export const toEventHeaders = (invocation: Invocation) => {
  const headers = toHeaders(invocation);
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
  };
};

/** AWS puts null where it has nothing. */
const orNull = <T extends object>(value: T): T | null => (Object.keys(value).length === 0 ? null : value);

const isUtf8 = (body: Buffer, text: string): boolean => Buffer.from(text, "utf8").equals(body);

export const toProxyEvent = (invocation: Invocation): string => {
  const { request, context, pathParameters, resourcePath } = invocation;
  const isText = isUtf8(request.body, request.text);
  const body = isText ? request.text : request.body.toString("base64");
  return JSON.stringify({
    resource: resourcePath,
    path: request.path,
    httpMethod: request.method,
    ...toEventHeaders(invocation),
    queryStringParameters: orNull(lastValues(request.query)),
    multiValueQueryStringParameters: orNull(Object.fromEntries(request.query)),
    pathParameters: orNull(pathParameters),
    stageVariables: null, // stages that have any are refused
    requestContext: context,
    body: body === "" ? null : body,
    isBase64Encoded: !isText,
  });
};
