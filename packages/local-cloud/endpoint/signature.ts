// What an AWS signature says about its sender. The signature itself is not verified: the loopback is trusted.
import type { HttpRequest } from "../core/http.ts";

export type Signature = {
  readonly accessKeyId: string;
  /** The service the request was signed for: `dynamodb`. */
  readonly service: string;
};

const credentialOf = ({ headers, url }: HttpRequest): string | undefined => {
  const inHeader = /Credential=([^,\s]+)/.exec(headers.authorization ?? "")?.[1];
  return inHeader ?? new URLSearchParams(url.split("?")[1]).get("X-Amz-Credential") ?? undefined;
};

/**
 * Reads the credential scope `KEY/DATE/REGION/SERVICE/aws4_request` of the Authorization header or of a presigned
 * URL (SigV4A leaves the region out). Undefined for an unsigned request.
 */
export const readSignature = (request: HttpRequest): Signature | undefined => {
  const parts = credentialOf(request)?.split("/");
  const accessKeyId = parts?.[0];
  const service = parts?.at(-2);
  return accessKeyId === undefined || service === undefined ? undefined : { accessKeyId, service };
};
