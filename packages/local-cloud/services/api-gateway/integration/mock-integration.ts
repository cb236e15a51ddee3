// A mock integration answers with the status that its request template names.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
import { z } from "zod";
import { configurationError } from "../request/gateway-error.ts";
import type { BackendResponse } from "../request/invocation.ts";

/** AWS's parser also takes `{statusCode: 200}`, which is no JSON but what the CDK writes. */
const quoteKeys = (text: string): string => text.replaceAll(/([{,]\s*)'?(\w+)'?(\s*:)/g, '$1"$2"$3');

const schema = z.object({ statusCode: z.number().int() });

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(quoteKeys(text));
  }
};

/** Throws API_CONFIGURATION_ERROR when the rendered template has no `statusCode`. */
export const callMock = (rendered: string): BackendResponse => {
  try {
    return { status: schema.parse(parse(rendered)).statusCode, text: "" };
  } catch {
    throw configurationError("unable to parse statusCode: it should be an integer in the request template");
  }
};
