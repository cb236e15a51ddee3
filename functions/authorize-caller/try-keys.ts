// The issuer's keys: fetched when the first token asks for them, then kept, and fetched anew when they fit a token no more.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import { KeysUnavailable, type OpenConnection } from "./fetch-document.ts";
import { findJwksUri, garbled, toUsableKeys, type PublicKey } from "./issuer-documents.ts";

type KeySet = readonly PublicKey[];

export type TryKeysDeps = {
  readonly issuer: string;
  readonly openConnection: OpenConnection;
  /** Milliseconds. */
  readonly now: () => number;
  /** Told when keys could not be fetched anew and the old ones go on being used. */
  readonly onStale: (failure: TransientFailure) => void;
};

/**
 * Gives the keys to `attempt`, and when none of them fits those that the issuer publishes by now: it may have just rotated
 * them. True when one fits. Throws `KeysUnavailable`.
 */
export type TryKeys = (attempt: (keys: KeySet) => boolean) => Promise<boolean>;

/** A key that the issuer withdraws must not go on working. */
export const MAX_AGE_MS = 3_600_000;

/** How long old keys go on being used before the issuer, which did not answer, is asked again. */
export const RETRY_MS = 60_000;

/** How long the issuer is not asked after a token that no key fits: anybody can make such tokens up. */
export const QUIET_MS = 10_000;

/** How long the issuer is not asked after it failed and there are no keys at all: every token would ask it. */
export const FAILED_MS = 1000;

export const makeTryKeys = ({ issuer, openConnection, now, onStale }: TryKeysDeps): TryKeys => {
  let kept: { readonly keys: KeySet; readonly dueAt: number } | undefined;
  /** One for all callers; a failure is forgotten. */
  let fetching: Promise<KeySet> | undefined;
  let failed: { readonly error: unknown; readonly until: number } | undefined;
  let quietUntil = 0;

  const fetchKeys = async (): Promise<KeySet> => {
    const { fetchDocument, close } = openConnection();
    try {
      // Discovery each time, for an issuer that publishes its keys elsewhere by now.
      const uri = await findJwksUri(issuer, fetchDocument);
      const keys = toUsableKeys(await fetchDocument(uri));
      if (keys.length === 0) {
        // It answers, and publishes none of the old ones any more.
        kept = undefined;
        throw garbled("JWKS has no key to verify signatures with");
      }
      kept = { keys, dueAt: now() + MAX_AGE_MS };
      return keys;
    } finally {
      close();
    }
  };
  const renew = async (): Promise<KeySet> =>
    (fetching ??= fetchKeys().finally(() => {
      fetching = undefined;
    }));

  const first = async (): Promise<KeySet> => {
    if (failed !== undefined && now() < failed.until) throw failed.error;
    return renew().catch((error: unknown) => {
      failed = { error, until: now() + FAILED_MS };
      throw error;
    });
  };
  const current = async (): Promise<KeySet> => {
    const old = kept;
    if (old === undefined) return first();
    if (now() < old.dueAt) return old.keys;
    try {
      return await renew();
    } catch (error) {
      if (!(error instanceof KeysUnavailable) || kept !== old) throw error;
      kept = { keys: old.keys, dueAt: now() + RETRY_MS };
      onStale(error.failure);
      return old.keys;
    }
  };

  return async (attempt) => {
    const before = kept?.keys;
    const keys = await current();
    if (attempt(keys)) return true;
    if (now() < quietUntil) return false;
    quietUntil = now() + QUIET_MS;
    if (keys !== before) return false;
    const fitsNow = attempt(await renew());
    if (fitsNow) quietUntil = 0;
    return fitsNow;
  };
};
