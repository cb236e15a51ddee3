// Takes a token apart: what it says, before anybody knows whether that is true.
import { JsonObject } from "@message-handler/domain/own-props.ts";

export type UnverifiedToken = {
  readonly header: JsonObject;
  readonly claims: JsonObject;
  readonly signature: Uint8Array;
  /** What the signature is of. */
  readonly signed: string;
};

/** An encrypted token (JWE) has five parts. */
const threeParts = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Undefined for another spelling of the same bytes: a token has one, by which API Gateway keeps the decision. */
const toBytes = (part: string): Uint8Array | undefined => {
  const bytes = Buffer.from(part, "base64url");
  return bytes.toString("base64url") === part ? bytes : undefined;
};

const toObject = (part: string): JsonObject | undefined => {
  const bytes = toBytes(part);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    return JsonObject.is(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Undefined when it is not a signed token (RFC 7515 §7.1, RFC 7519). */
export const decodeToken = (token: string): UnverifiedToken | undefined => {
  const [, first = "", second = "", third = ""] = threeParts.exec(token) ?? [];
  const header = toObject(first);
  const claims = header === undefined ? undefined : toObject(second);
  const signature = toBytes(third);
  if (header === undefined || claims === undefined || signature === undefined) return undefined;
  return { header, claims, signature, signed: `${first}.${second}` };
};
