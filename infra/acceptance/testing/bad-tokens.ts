// Tokens that must not get anybody in, each wrong in one way.
import type { LocalIssuer } from "@message-handler/local-issuer/local-issuer.ts";
import { randomUUID } from "node:crypto";
import { CompactSign, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import { startTokenSystem } from "./running-system.ts";

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = (part: string | undefined): Readonly<Record<string, unknown>> =>
  JSON.parse(Buffer.from(part ?? "", "base64url").toString()) as Readonly<Record<string, unknown>>;

const keyOf = async (issuer: LocalIssuer): Promise<JWK> => {
  const response = await fetch(`${issuer.url}/jwks`);
  const [key] = ((await response.json()) as { readonly keys: readonly JWK[] }).keys;
  if (key === undefined) throw new Error("the issuer has no key");
  return key;
};

/** The claims of `token`, signed by a key that is not the issuer's but says that it is. */
const signedByAnother = async (token: string): Promise<string> => {
  const [header, payload] = token.split(".");
  const { privateKey } = await generateKeyPair("RS256");
  return new CompactSign(Buffer.from(payload ?? "", "base64url"))
    .setProtectedHeader({ ...decode(header), alg: "RS256" })
    .sign(privateKey);
};

/** HMAC, with the issuer's public key as the secret: whoever trusts the header's `alg` believes it. */
const signedWithThePublicKey = async (token: string, key: JWK): Promise<string> => {
  const [, payload] = token.split(".");
  const secret = Buffer.from(JSON.stringify(await exportJWK(await importJWK(key, "RS256"))));
  return new CompactSign(Buffer.from(payload ?? "", "base64url"))
    .setProtectedHeader({ alg: "HS256", ...(key.kid === undefined ? {} : { kid: key.kid }) })
    .sign(secret);
};

const withAlgorithm = (token: string, alg: string, signature: string): string => {
  const [header, payload] = token.split(".");
  return [encode({ ...decode(header), alg }), payload, signature].join(".");
};

/** The claims of a good token with another's signature under them. */
const tampered = (token: string): string => {
  const [header, payload, signature] = token.split(".");
  return [header, encode({ ...decode(payload), company_id: randomUUID() }), signature].join(".");
};

/** By what is wrong; each speaks for `company`, as far as it speaks for anybody. */
const badTokens = async (issuer: LocalIssuer, company: string): Promise<Readonly<Record<string, string>>> => {
  const mint = async (claims: Readonly<Record<string, unknown>>): Promise<string> =>
    issuer.mint(company, { claims });
  const good = await issuer.mint(company);
  return {
    expired: await issuer.mint(company, { expiresInSeconds: -3600 }),
    "not yet valid": await mint({ nbf: Math.floor(Date.now() / 1000) + 3600 }),
    "without an end": await mint({ exp: undefined }),
    "unsigned and says so": withAlgorithm(good, "none", ""),
    "unsigned and says otherwise": withAlgorithm(good, "RS256", ""),
    "signed but says that it is not": withAlgorithm(good, "none", good.split(".")[2] ?? ""),
    "signed by another key": await signedByAnother(good),
    "signed with the public key as a secret": await signedWithThePublicKey(good, await keyOf(issuer)),
    "changed after it was signed": tampered(good),
    "of another issuer": await mint({ iss: "https://issuer.example.com" }),
    "for another audience": await mint({ aud: "somebody-else" }),
    "without a company": await mint({ company_id: undefined }),
    "with a company that is no UUID": await mint({ company_id: "*" }),
    "with a list of companies": await mint({ company_id: [company, randomUUID()] }),
    "no token at all": "nonsense",
  };
};

/** The local environment with tokens, and tokens that it must not take. */
export const startSystemWithBadTokens = async (company: string) => {
  const system = await startTokenSystem();
  return { system, bad: await badTokens(system.issuer, company) };
};
