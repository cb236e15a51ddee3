// Who sends the requests of a smoke test: a company, by the stack's auth, and a stranger without credentials.
import { readCompany } from "@message-handler/domain/company-claim.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { Deployment, readOutputs } from "./outputs.ts";
import type { Fetch } from "./signed-fetch.ts";

export type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };
/** A body is posted as JSON, unless its type says more. */
type Send = (path: string, body?: string, contentType?: string) => Promise<Answer>;

export type Caller = {
  readonly send: Send;
  /** The same without credentials; undefined where anyone may call. */
  readonly sendAsStranger: Send | undefined;
  /** Undefined: any company will do. */
  readonly company: string | undefined;
};

export type CallerDeps = {
  /** Rejects when there is no such file. */
  readonly readText: (path: string) => Promise<string>;
  readonly fetch: Fetch;
  /** A bearer token, for a stack whose auth is `jwt`; empty when there is none. */
  readonly token: string;
};

/** No single request may take longer, milliseconds: API Gateway itself gives up after 29 s. */
const REQUEST_TIMEOUT_MS = 30_000;

const sendWith =
  (apiUrl: string, fetch: Fetch): Send =>
  async (path, body, contentType = "application/json") => {
    const response = await fetch(new URL(`${apiUrl}${path}`), {
      method: body === undefined ? "GET" : "POST",
      headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": contentType }) },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const answer: unknown = await response.json();
    if (!t.UnknownRecord.is(answer)) throw new Error(`${path} answered ${response.status} without an object`);
    return { status: response.status, body: answer };
  };

/** The claims are read without checking the token: that is for the API to do. */
const toClaims = (token: string): Readonly<Record<string, unknown>> => {
  const [, payload = ""] = token.split(".");
  const claims = E.tryCatch((): unknown => JSON.parse(Buffer.from(payload, "base64url").toString()), String);
  if (E.isRight(claims) && t.UnknownRecord.is(claims.right)) return claims.right;
  throw new Error("SMOKE_TOKEN is not a JSON Web Token");
};

const toCompany = (token: string, claim: string): string => {
  const claims = toClaims(token);
  const company = readCompany(claims, claim);
  if (company !== undefined) return company;
  throw new Error(
    `SMOKE_TOKEN has no claim ${claim} with a company's UUID, but ${Object.keys(claims).join(", ")}`,
  );
};

const withToken = (fetch: Fetch, token: string): Fetch => {
  const authorization = `Bearer ${token}`;
  return async (url, request) => fetch(url, { ...request, headers: { ...request.headers, authorization } });
};

/** Loaded where a request has to be signed: no other command pays for it. */
const withSignature = async (fetch: Fetch, apiUrl: string, region: string): Promise<Fetch> => {
  const { makeSignedFetch } = await import("./signed-fetch.ts");
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  // On the loopback any credentials will do, and real ones must not be sent there.
  const isLocal = new URL(apiUrl).hostname === "127.0.0.1";
  const credentials = isLocal ? { accessKeyId: "local", secretAccessKey: "local" } : defaultProvider();
  return makeSignedFetch({ fetch, region, credentials });
};

/** Rejects with an Error that says what is missing: the outputs, or a token. */
export const makeCaller = async (
  { readText, fetch, token }: CallerDeps,
  outputsFile: string,
  environment: string | undefined,
): Promise<Caller> => {
  const remedy = "`npm start` and `npm run deploy` write it";
  const deployment = await readOutputs(readText, Deployment, { path: outputsFile, environment, remedy });
  if (E.isLeft(deployment)) throw new Error(deployment.left);
  const { api_url: apiUrl, auth, region, company_claim: claim = "" } = deployment.right;
  if (deployment.right.client_certificate !== undefined)
    throw new Error("the API asks for a client certificate, which this command does not have");
  const stranger = sendWith(apiUrl, fetch);
  if (auth === "none") return { send: stranger, sendAsStranger: undefined, company: undefined };
  if (auth === "iam") {
    const send = sendWith(apiUrl, await withSignature(fetch, apiUrl, region));
    return { send, sendAsStranger: stranger, company: undefined };
  }
  if (token === "") throw new Error("the stack takes tokens (its auth is jwt): set SMOKE_TOKEN to one");
  const company = toCompany(token, claim);
  return { send: sendWith(apiUrl, withToken(fetch, token)), sendAsStranger: stranger, company };
};
