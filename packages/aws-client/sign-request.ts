// Signature Version 4 in the Authorization header:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";
import { buildQueryString, escapeUri } from "@smithy/core/protocols";
import type { AwsCredentialIdentity, HttpRequest } from "@smithy/types";
import type { Environment } from "./endpoint.ts";

export type Signing = {
  readonly service: string;
  readonly region: string;
  /** S3's paths are signed as they are sent, those of all other services once more escaped. */
  readonly escapesPath: boolean;
};

const sha256 = (data: string | Uint8Array): string => hash("sha256", data, "hex");
const hmac = (key: string | Buffer | KeyObject, data: string): Buffer =>
  createHmac("sha256", key).update(data).digest();

/** As the operations in use have it: no streams. */
export const bodyOf = ({ body }: HttpRequest): string | Uint8Array =>
  (body as string | Uint8Array | undefined) ?? "";

/** Those of the function's role, which Lambda passes in its environment. An empty variable is none. */
export const readCredentials = (env: Environment): AwsCredentialIdentity => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId || !secretAccessKey) {
    const error = new Error("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.");
    error.name = "CredentialsProviderError";
    throw error;
  }
  const sessionToken = env["AWS_SESSION_TOKEN"];
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
};

/** What a proxy may change, or is not known yet. */
const UNSIGNED = new Set(["authorization", "user-agent", "x-amzn-trace-id"]);

const toCanonicalValue = (value: string): string => value.trim().replaceAll(/[ \t\r\n]+/g, " ");

/**
 * The key of a day is derived once: that takes as long as all the rest. It is kept as Node's crypto wants it: to make that
 * of bytes takes six times as long as the signature itself.
 */
export const makeSignRequest = ({ service, region, escapesPath }: Signing) => {
  let kept: { readonly of: string; readonly key: KeyObject } | undefined;
  const toKey = (secret: string, day: string): KeyObject => {
    const of = `${day}/${secret}`;
    if (kept?.of !== of) {
      const steps = [day, region, service, "aws4_request"];
      kept = { of, key: createSecretKey(steps.reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`))) };
    }
    return kept.key;
  };
  return <R extends HttpRequest>(request: R, credentials: AwsCredentialIdentity, at: Date): R => {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const time = at.toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
    const day = time.slice(0, 8);
    const bodyHash = sha256(bodyOf(request));
    const headers: Record<string, string> = {
      ...request.headers,
      "x-amz-date": time,
      "x-amz-content-sha256": bodyHash,
      ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
    };
    const names = Object.keys(headers)
      .filter((name) => !UNSIGNED.has(name))
      .toSorted();
    const signedHeaders = names.join(";");
    const canonicalRequest = [
      request.method,
      escapesPath ? escapeUri(request.path).replaceAll("%2F", "/") : request.path,
      buildQueryString(request.query ?? {}),
      ...names.map((name) => `${name}:${toCanonicalValue(headers[name] ?? "")}`),
      "",
      signedHeaders,
      bodyHash,
    ].join("\n");
    const scope = `${day}/${region}/${service}/aws4_request`;
    const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonicalRequest)}`;
    const signature = hmac(toKey(secretAccessKey, day), toSign).toString("hex");
    headers["authorization"] =
      `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
    request.headers = headers;
    return request;
  };
};
