// Where the issuer publishes its keys, by OpenID Connect Discovery 1.0.
import { ownProps } from "@message-handler/domain/own-props.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import type { FetchDocument } from "./fetch-document.ts";
import { KeysUnavailable } from "./keys-unavailable.ts";

const Discovery = ownProps({ issuer: t.string, jwks_uri: t.string });

/** A slash at the end of the issuer is not doubled (§4.1). */
const toDiscoveryUrl = (issuer: string): URL =>
  new URL(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);

const garbled = (reason: string, cause?: unknown): KeysUnavailable =>
  new KeysUnavailable("IssuerGarbled", `The issuer's discovery document ${reason}.`, cause);

const parse = (document: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(document));
  } catch (cause) {
    throw garbled("is not JSON", cause);
  }
};

/** Throws `KeysUnavailable`. */
export const findJwksUri = async (issuer: string, fetchDocument: FetchDocument): Promise<string> => {
  const url = toDiscoveryUrl(issuer);
  const found = Discovery.decode(parse(await fetchDocument(url)));
  if (E.isLeft(found)) throw garbled("has no issuer or no jwks_uri");
  // §4.3: they must be the same, or one issuer could speak for another.
  if (found.right.issuer !== issuer) throw garbled("is that of another issuer");
  const jwksUri = URL.parse(found.right.jwks_uri);
  // Other hosts are common; plain HTTP is only for an issuer that is itself reached by it.
  if (jwksUri === null || (jwksUri.protocol !== "https:" && jwksUri.origin !== url.origin))
    throw garbled("has a jwks_uri that is no https URL");
  return jwksUri.href;
};
