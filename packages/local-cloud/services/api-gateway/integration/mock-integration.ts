// A mock integration answers with the status that its request template names.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
import { z } from "zod";
import { configurationError } from "../request/gateway-error.ts";
import type { BackendResponse } from "../request/invocation.ts";

const schema = z.object({ statusCode: z.number().int() });

/** Throws API_CONFIGURATION_ERROR without a `statusCode` in JSON. AWS also takes `{statusCode: 200}`, which is none. */
export const callMock = (rendered: string): BackendResponse => {
  try {
    return { status: schema.parse(JSON.parse(rendered)).statusCode, text: "" };
  } catch {
    throw configurationError(
      "unable to parse statusCode: it should be an integer in the JSON of the request template",
    );
  }
};
