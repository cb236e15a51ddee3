// The issuer's keys: fetched when the first token asks for one, then kept.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import { SimpleJwksCache, type Jwks, type JwkWithKid } from "aws-jwt-verify/jwk";
import type { DecomposedJwt } from "aws-jwt-verify/jwt";
import { KeysUnavailable, type FetchDocument } from "./fetch-document.ts";
import { findJwksUri, toUsableKeys } from "./issuer-documents.ts";

export type FindKeyDeps = {
  readonly issuer: string;
  readonly fetchDocument: FetchDocument;
  /** Milliseconds. */
  readonly now: () => number;
  /** Told when keys could not be fetched anew and the old ones go on being used. */
  readonly onStale: (failure: TransientFailure) => void;
};

/**
 * Throws `KeysUnavailable`, or the library's own error when the issuer has no such key: then it is not asked again
 * for 10 s (the library's penalty box), so that made-up key ids do not reach it.
 */
export type FindKey = (token: DecomposedJwt) => Promise<JwkWithKid>;

/** The library keeps keys for as long as the process lives; a key that the issuer withdraws must not. */
export const MAX_AGE_MS = 3_600_000;

/** How long old keys go on being used before the issuer, which did not answer, is asked again. */
export const RETRY_MS = 60_000;

export const makeFindKey = ({ issuer, fetchDocument, now, onStale }: FindKeyDeps): FindKey => {
  /** When keys are to be fetched anew; undefined before there are any. */
  let dueAt: number | undefined;
  const fetch = async (uri: string): Promise<ArrayBuffer> => (await fetchDocument(new URL(uri))).buffer;
  const jwksParser = (document: ArrayBuffer): Jwks => {
    const keys = toUsableKeys(document);
    dueAt = now() + MAX_AGE_MS;
    return keys;
  };
  const cache = new SimpleJwksCache({ fetcher: { fetch }, jwksParser });
  /** One for all callers; a failure is forgotten. */
  let uri: Promise<string> | undefined;

  /** Discovery too, for an issuer that publishes its keys elsewhere by now. */
  const refresh = async (): Promise<void> => {
    if (dueAt === undefined || now() < dueAt) return;
    try {
      const found = await findJwksUri(issuer, fetchDocument);
      await cache.getJwks(found);
      uri = Promise.resolve(found);
    } catch (error) {
      if (!(error instanceof KeysUnavailable)) throw error;
      dueAt = now() + RETRY_MS;
      onStale(error.failure);
    }
  };

  return async (token) => {
    uri ??= findJwksUri(issuer, fetchDocument).catch((error: unknown) => {
      uri = undefined;
      throw error;
    });
    await uri;
    await refresh();
    return cache.getJwk(await uri, token);
  };
};
