// What well-known issuers send: their URLs, the claims and headers of their tokens, and how they publish a key.
import { randomUUID } from "node:crypto";
import { aCompanyId } from "@message-handler/domain/testing/fixtures.ts";
import type { JWK } from "jose";

export type RealIssuer = {
  readonly what: string;
  /** As a configuration has them. */
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly companyClaim: string;
  readonly jwksUri: string;
  readonly alg: "RS256" | "PS256";
  /** Beside `alg` and `kid`. */
  readonly header: Readonly<Record<string, unknown>>;
  /** Beside `iss`, `iat` and `exp`; they speak for `aCompanyId`. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** The whole key set, from the public key with its `kid` and from that of another one. */
  readonly toKeys: (key: JWK, another: JWK) => readonly object[];
};

const clientId = "1example23456789";
const tenant = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const certificate = { x5t: "Y2VydGlmaWNhdGUtdGh1bWJwcmlu", x5c: ["MIIDXTCCAkWgAwIBAgIJ"] };
const inRsa = ({ kty, n, e, kid }: JWK): JWK => ({
  ...(kty === undefined ? {} : { kty }),
  ...Object.fromEntries(Object.entries({ n, e, kid }).filter(([, value]) => value !== undefined)),
});

const pool = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE12";
const cognito = {
  issuer: pool,
  jwksUri: `${pool}/.well-known/jwks.json`,
  alg: "RS256",
  header: {},
  toKeys: (...keys: readonly JWK[]) => keys.map((key) => ({ alg: "RS256", use: "sig", ...inRsa(key) })),
} as const;

const auth0 = {
  issuer: "https://tenant.eu.auth0.com/",
  jwksUri: "https://tenant.eu.auth0.com/.well-known/jwks.json",
  audiences: ["https://orders.example.com"],
  companyClaim: "https://example.com/company_id",
  alg: "RS256",
  toKeys: (...keys: readonly JWK[]) =>
    keys.map((key) => ({ use: "sig", alg: "RS256", ...certificate, ...inRsa(key) })),
} as const;

const entra = {
  jwksUri: `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`,
  alg: "RS256",
  toKeys: (...keys: readonly JWK[]) =>
    keys.map((key) => ({
      use: "sig",
      ...certificate,
      ...inRsa(key),
      cloud_instance_name: "microsoftonline.com",
      issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
    })),
} as const;

const realm = "https://id.example.com/realms/companies";
const keycloak = {
  issuer: realm,
  jwksUri: `${realm}/protocol/openid-connect/certs`,
  audiences: ["message-handler"],
  companyClaim: "org.company_id",
  header: { typ: "JWT" },
  claims: {
    jti: `trrtcc:${randomUUID()}`,
    aud: ["message-handler", "account"],
    sub: randomUUID(),
    typ: "Bearer",
    azp: "company-client",
    acr: "1",
    "allowed-origins": ["/*"],
    realm_access: { roles: ["offline_access", "uma_authorization"] },
    resource_access: { account: { roles: ["manage-account", "view-profile"] } },
    scope: "profile email",
    org: { company_id: [aCompanyId] },
    email_verified: false,
    clientHost: "192.0.2.1",
    preferred_username: "service-account-company-client",
  },
} as const;
const toKeycloakKeys =
  (alg: "RS256" | "PS256") =>
  (key: JWK, another: JWK): readonly object[] => [
    { ...inRsa(another), alg: "RSA-OAEP", use: "enc", ...certificate },
    { ...inRsa(key), alg, use: "sig", ...certificate },
  ];

export const realIssuers: readonly RealIssuer[] = [
  {
    ...cognito,
    what: "an access token of Amazon Cognito for a machine",
    audiences: ["2another3456789", clientId],
    companyClaim: "company_id",
    claims: {
      sub: clientId,
      token_use: "access",
      scope: "orders/write orders/read",
      auth_time: 1_702_245_758,
      version: 2,
      jti: randomUUID(),
      client_id: clientId,
      company_id: aCompanyId,
    },
  },
  {
    ...cognito,
    what: "an ID token of Amazon Cognito",
    audiences: [clientId],
    companyClaim: "custom:company_id",
    claims: {
      sub: randomUUID(),
      aud: clientId,
      token_use: "id",
      "cognito:username": "somebody",
      "cognito:groups": ["senders"],
      "custom:company_id": aCompanyId,
      event_id: randomUUID(),
      origin_jti: randomUUID(),
      auth_time: 1_702_245_758,
      email_verified: true,
      jti: randomUUID(),
    },
  },
  {
    ...auth0,
    what: "an access token of Auth0",
    header: { typ: "JWT" },
    claims: {
      sub: "abcdefghijklmnop@clients",
      aud: ["https://orders.example.com", "https://tenant.eu.auth0.com/userinfo"],
      azp: "abcdefghijklmnop",
      gty: "client-credentials",
      scope: "write:orders",
      "https://example.com/company_id": aCompanyId,
    },
  },
  {
    ...auth0,
    what: "an access token of Auth0 in the profile of RFC 9068",
    header: { typ: "at+jwt" },
    claims: {
      sub: "abcdefghijklmnop@clients",
      aud: "https://orders.example.com",
      client_id: "abcdefghijklmnop",
      jti: "AbCdEfGhIjKl",
      "https://example.com/company_id": aCompanyId,
    },
  },
  {
    ...entra,
    what: "an access token of Entra ID, version 2.0",
    issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
    audiences: ["6e74172b-be56-4843-9ff4-e66a39bb12e3"],
    companyClaim: "azp",
    header: { typ: "JWT" },
    claims: {
      aud: "6e74172b-be56-4843-9ff4-e66a39bb12e3",
      nbf: 1_702_245_758,
      aio: "E2NgYDi1ZbFF",
      azp: aCompanyId,
      azpacr: "1",
      oid: randomUUID(),
      rh: "0.AXQA4AQl",
      roles: ["Orders.Write"],
      sub: randomUUID(),
      tid: tenant,
      uti: "uti",
      ver: "2.0",
    },
  },
  {
    ...entra,
    what: "an access token of Entra ID, version 1.0",
    issuer: `https://sts.windows.net/${tenant}/`,
    audiences: ["api://orders"],
    companyClaim: "appid",
    header: { typ: "JWT", x5t: certificate.x5t },
    claims: {
      aud: "api://orders",
      nbf: 1_702_245_758,
      appid: aCompanyId,
      appidacr: "1",
      idp: `https://sts.windows.net/${tenant}/`,
      oid: randomUUID(),
      tid: tenant,
      ver: "1.0",
    },
  },
  { ...keycloak, what: "an access token of Keycloak", alg: "RS256", toKeys: toKeycloakKeys("RS256") },
  {
    ...keycloak,
    what: "an access token of Keycloak, signed with PS256",
    alg: "PS256",
    toKeys: toKeycloakKeys("PS256"),
  },
  {
    what: "an access token of an Okta authorization server",
    issuer: "https://example.okta.com/oauth2/default",
    audiences: ["api://messages"],
    companyClaim: "company_id",
    jwksUri: "https://example.okta.com/oauth2/default/v1/keys",
    alg: "RS256",
    header: {},
    claims: {
      ver: 1,
      jti: "AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE",
      aud: "api://messages",
      cid: "0oa1exampleCLIENTID",
      scp: ["messages.write"],
      sub: "0oa1exampleCLIENTID",
      company_id: aCompanyId,
    },
    toKeys: (...keys) => keys.map((key) => ({ alg: "RS256", use: "sig", ...inRsa(key) })),
  },
];
