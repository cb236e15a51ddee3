// The two documents of an issuer: where its keys are (OpenID Connect Discovery 1.0), and the keys themselves (a JWKS).
import { createPublicKey, type KeyObject } from "node:crypto";
import { JsonObject, optional, ownProps } from "@message-handler/domain/own-props.ts";
import { oneOf } from "@message-handler/domain/text-codec.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { KeysUnavailable, type FetchDocument } from "./fetch-document.ts";

export const garbled = (reason: string, cause?: unknown): KeysUnavailable =>
  new KeysUnavailable("IssuerGarbled", `The issuer's ${reason}.`, cause);

const parse = (name: string, document: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(document)) as unknown;
  } catch (cause) {
    throw garbled(`${name} is not JSON`, cause);
  }
};

const Discovery = ownProps({ issuer: t.string, jwks_uri: t.string });

/** A slash at the end of the issuer is not doubled (§4.1). */
const toDiscoveryUrl = (issuer: string): URL =>
  new URL(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);

/** Throws `KeysUnavailable`. */
export const findJwksUri = async (issuer: string, fetchDocument: FetchDocument): Promise<URL> => {
  const url = toDiscoveryUrl(issuer);
  const found = Discovery.decode(parse("discovery document", await fetchDocument(url)));
  if (E.isLeft(found)) throw garbled("discovery document has no issuer or no jwks_uri");
  // §4.3: they must be the same, or one issuer could speak for another.
  if (found.right.issuer !== issuer) throw garbled("discovery document is that of another issuer");
  const jwksUri = URL.parse(found.right.jwks_uri);
  // Other hosts are common; plain HTTP is only for an issuer that is itself reached by it.
  const isLikeIssuer = jwksUri?.protocol === url.protocol && jwksUri.origin === url.origin;
  if (jwksUri === null || (jwksUri.protocol !== "https:" && !isLikeIssuer))
    throw garbled("discovery document has a jwks_uri that is no https URL");
  return jwksUri;
};

const Jwks = ownProps({ keys: t.readonlyArray(t.unknown) });

/** Of these only `kty` is mandatory (RFC 7517 §4). */
const PublicJwk = ownProps({
  kty: oneOf("RSA", "EC", "OKP"),
  use: optional(oneOf("sig")),
  kid: optional(t.string),
  alg: optional(t.string),
  key_ops: optional(t.readonlyArray(t.string)),
});

export type PublicKey = {
  readonly kid: string | undefined;
  /** The only algorithm that it may be used with. */
  readonly alg: string | undefined;
  /** Made once: that takes longer than to verify a signature with it. */
  readonly key: KeyObject;
};

/** None where it is not for signatures, or cannot be read, or its private part is there for everybody to see. */
const toPublicKey = (jwk: unknown): readonly PublicKey[] => {
  if (!JsonObject.is(jwk) || !PublicJwk.is(jwk) || Object.hasOwn(jwk, "d")) return [];
  const { kid, alg, key_ops: operations = ["verify"] } = jwk;
  if (!operations.includes("verify")) return [];
  try {
    return [{ kid, alg, key: createPublicKey({ key: jwk, format: "jwk" }) }];
  } catch {
    return [];
  }
};

/**
 * Keys of other kinds and uses are left out (RFC 7517 §5), so that a token which names one of them is a token with an
 * unknown key, which raises no alarm. Throws `KeysUnavailable` when it is no list of keys.
 */
export const toUsableKeys = (document: Uint8Array): readonly PublicKey[] => {
  const found = Jwks.decode(parse("JWKS", document));
  if (E.isLeft(found)) throw garbled("JWKS has no list of keys");
  return found.right.keys.flatMap(toPublicKey);
};
