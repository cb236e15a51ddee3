// What a function behind a proxy integration may answer.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
import { parseJson } from "../../../core/json.ts";
import { z } from "zod";
import type { HttpResponse } from "../../../core/http.ts";
import { GatewayError } from "../request/gateway-error.ts";
import { toResponseHeaders } from "../response/response-headers.ts";

const headerValue = z.union([z.string(), z.boolean()]).transform(String);

/** None of it is required, and nothing else may be there; AWS also takes multiValueHeaders. */
const schema = z.strictObject({
  statusCode: z.union([z.number().int().min(100).max(599), z.string().regex(/^[1-5]\d\d$/)]).nullish(),
  headers: z.record(z.string(), headerValue).nullish(),
  body: z.string().nullish(),
  // Only counts where the API has binary media types, and those are refused.
  isBase64Encoded: z.boolean().nullish(),
});

export const malformedResponse = (reason: string): GatewayError =>
  new GatewayError("INTEGRATION_FAILURE", "Internal server error", { status: 502, reason });

/** Throws INTEGRATION_FAILURE with status 502 when the answer is malformed; the log says what is wrong with it. */
export const toProxyResponse = (payload: string): HttpResponse => {
  const result = schema.safeParse(parseJson(payload));
  if (!result.success)
    throw malformedResponse(`malformed Lambda proxy response: ${z.prettifyError(result.error)}`);
  const { statusCode, headers, body } = result.data;
  return {
    status: Number(statusCode ?? 200),
    headers: { "content-type": "application/json", ...toResponseHeaders(headers ?? {}, "proxy") },
    body: Buffer.from(body ?? ""),
  };
};
