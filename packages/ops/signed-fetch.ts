// `fetch` with an AWS signature (SigV4), as a company calls an API whose auth is `iam`.
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";

type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

type SignedRequest = {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
};

export type Fetch = (url: URL, request: SignedRequest) => Promise<Response>;

type SignedFetchProps = {
  readonly fetch: Fetch;
  readonly region: string;
  readonly credentials: Credentials | (() => Promise<Credentials>);
};

/** Rejects when there are no credentials to be had, and as `fetch` does. */
export const makeSignedFetch = ({ fetch, region, credentials }: SignedFetchProps): Fetch => {
  const signer = new SignatureV4({ service: "execute-api", region, credentials, sha256: Sha256 });
  return async (url, { method, headers = {}, body, signal }) => {
    const signed = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
      ...(body === undefined ? {} : { body }),
    });
    // `fetch` sets the host itself and takes none from a caller.
    const { host: _host, ...sent } = signed.headers;
    return fetch(url, {
      method,
      headers: sent,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
  };
};
