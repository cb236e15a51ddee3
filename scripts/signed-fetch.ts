// `fetch` with an AWS signature (SigV4), as a company calls an API whose auth is `iam`.
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

export type SignedFetchProps = {
  readonly region: string;
  readonly credentials: Credentials | (() => Promise<Credentials>);
};

export type SignedRequest = {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
};

/** Rejects when there are no credentials to be had, and as `fetch` does. */
export const makeSignedFetch = ({ region, credentials }: SignedFetchProps) => {
  const signer = new SignatureV4({ service: "execute-api", region, credentials, sha256: Sha256 });
  return async (url: URL, { method, headers = {}, body, signal }: SignedRequest): Promise<Response> => {
    const signed = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
      ...(body === undefined ? {} : { body }),
    });
    // `fetch` sets the same host itself and takes none from a caller.
    const { host: _host, ...sent } = signed.headers;
    return fetch(url, {
      method,
      headers: sent,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
  };
};
