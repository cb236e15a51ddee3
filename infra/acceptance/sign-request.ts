// Signs a request as an AWS SDK would, for an API that asks its callers for it.
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";

const signer = new SignatureV4({
  credentials: { accessKeyId: "anyone", secretAccessKey: "anything" },
  region: "us-east-1",
  service: "execute-api",
  sha256: Sha256,
});

/** The headers that make it a signed request; the body must be sent as it is given here. */
export const signRequest = async (
  url: URL,
  method: string,
  body: string | Uint8Array | undefined,
): Promise<Readonly<Record<string, string>>> => {
  const { headers } = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host },
    ...(body === undefined ? {} : { body }),
  });
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "host"));
};
