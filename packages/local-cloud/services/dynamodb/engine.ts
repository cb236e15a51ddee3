// Calls of our own to dynalite.
import { type Forward, makeForward } from "../forward.ts";
import type { HttpRequest, HttpResponse } from "../../core/http.ts";

export type Json = Readonly<Record<string, unknown>>;

export type DynamodbEngine = {
  /** Hands a client's request on as it came. */
  readonly forward: Forward;
  readonly call: (operation: string, input: Json) => Promise<EngineAnswer>;
};

export type EngineAnswer =
  | { readonly ok: true; readonly output: Json }
  | {
      readonly ok: false;
      /** `ResourceNotFoundException` */ readonly code: string;
      readonly message: string;
    };

/** dynalite wants a signature but does not look at it. */
const headers = (operation: string) => ({
  "content-type": "application/x-amz-json-1.0",
  "x-amz-target": `DynamoDB_20120810.${operation}`,
  "x-amz-date": "20260101T000000Z",
  authorization:
    "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local",
});

/** An object for every JSON object; undefined for anything else. */
export const parseObject = (text: Buffer): Json | undefined => {
  try {
    const value = JSON.parse(text.toString("utf8")) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
};

export const errorCodeOf = (body: Json): string => String(body.__type).split("#").at(-1) ?? "";

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const toAnswer = ({ status, body }: HttpResponse): EngineAnswer => {
  const output = parseObject(body) ?? {};
  if (status === 200) return { ok: true, output };
  return {
    ok: false,
    code: errorCodeOf(output),
    // Some of AWS's errors have a capital M.
    message: textOf(output.message) ?? textOf(output.Message) ?? `status ${status}`,
  };
};

const toRequest = (operation: string, input: Json): HttpRequest => ({
  method: "POST",
  url: "/",
  headers: headers(operation),
  body: Buffer.from(JSON.stringify(input)),
});

export const makeEngine = (origin: string): DynamodbEngine => {
  const forward = makeForward(origin);
  return { forward, call: async (operation, input) => toAnswer(await forward(toRequest(operation, input))) };
};
