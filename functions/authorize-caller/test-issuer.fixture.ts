// A token issuer for tests: its responses can be replaced, and it keeps the paths that were requested.
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { aCompanyId } from "@message-handler/domain/testing/fixtures.ts";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";

export const anAudience = "https://api.example.com";
export const aClaim = "company_id";

export type SigningKey = {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
  readonly alg: string;
  readonly kid: string;
};

export const aSigningKey = async (alg = "RS256", kid = `${alg}-key`): Promise<SigningKey> => {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, alg, kid, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
};

type TokenParts = {
  readonly key: SigningKey;
  readonly issuer: string;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Undefined takes a claim away. */
  readonly claims?: Readonly<Record<string, unknown>>;
};

export const nowInSeconds = (): number => Math.floor(Date.now() / 1000);

/** A good token, with parts of it replaced. */
export const aToken = async ({ key, issuer, header = {}, claims = {} }: TokenParts): Promise<string> => {
  const now = nowInSeconds();
  const payload = { iss: issuer, aud: anAudience, iat: now, exp: now + 300, [aClaim]: aCompanyId, ...claims };
  const protectedHeader = { alg: key.alg, kid: key.kid, ...header };
  const critical = Object.hasOwn(protectedHeader, "crit") ? { crit: { made_up: false } } : {};
  return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(key.privateKey, critical);
};

export type TestIssuer = {
  readonly url: string;
  /** The paths it was asked for. */
  readonly asked: string[];
  /** What each path is answered with, to be replaced at will; a path without an answer is a 404. */
  readonly answers: Map<string, RequestListener>;
  readonly publish: (...keys: readonly SigningKey[]) => void;
  readonly stop: () => Promise<void>;
};

export const discoveryPath = "/.well-known/openid-configuration";
export const jwksPath = "/keys";

export const answerJson =
  (body: unknown): RequestListener =>
  (_request, reply) => {
    reply.end(JSON.stringify(body));
  };

export const startTestIssuer = async (): Promise<TestIssuer> => {
  const asked: string[] = [];
  const answers = new Map<string, RequestListener>();
  const server = createServer((request, reply) => {
    asked.push(request.url ?? "");
    const answer = answers.get(request.url ?? "");
    if (answer === undefined) reply.writeHead(404).end();
    else answer(request, reply);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  answers.set(discoveryPath, answerJson({ issuer: url, jwks_uri: url + jwksPath }));
  return {
    url,
    asked,
    answers,
    publish: (...keys) => void answers.set(jwksPath, answerJson({ keys: keys.map(({ jwk }) => jwk) })),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
};

type EventParts = {
  readonly headers?: Readonly<Record<string, string>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>> | null;
  readonly methodArn?: unknown;
};

/** As API Gateway's REST API makes it; the parts that nothing reads are left out. */
export const anAuthorizerEvent = ({
  headers = {},
  multiValueHeaders,
  methodArn,
}: EventParts = {}): unknown => ({
  type: "REQUEST",
  methodArn: methodArn ?? "arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/v1/GET/messages/a/b",
  headers,
  ...(multiValueHeaders === undefined ? {} : { multiValueHeaders }),
  requestContext: { requestId: "request-1" },
});

export const everyRouteOfTheEvent = "arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/v1/*";
