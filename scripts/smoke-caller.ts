// Who calls in a smoke test: a company, by the stack's auth, and a stranger without any credentials.
import { readFile } from "node:fs/promises";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { Deployment } from "@message-handler/ops/deployment.ts";
import { readOutputs } from "@message-handler/ops/read-outputs.ts";
import { makeSignedFetch } from "./signed-fetch.ts";
import type { SmokeOptions } from "./smoke-options.ts";
import { tokenCompany } from "./token-company.ts";

/** No single request may take longer, milliseconds: API Gateway itself gives up after 29 s. */
const requestTimeoutMs = 30_000;

export type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };
type Send = (path: string, body?: string) => Promise<Answer>;
export type Caller = {
  readonly send: Send;
  /** The same without any credentials; undefined where anyone may call. */
  readonly sendAsStranger: Send | undefined;
  /** Undefined: any company will do. */
  readonly company: string | undefined;
};

const readDeployment = async ({ outputsFile, environment }: SmokeOptions): Promise<Deployment> => {
  const deployment = await readOutputs(async (path) => readFile(path, "utf8"), Deployment, {
    path: outputsFile,
    environment,
    remedy: "`npm start` and `cdktf deploy --outputs-file` write it",
  });
  if (deployment._tag === "Right") return deployment.right;
  throw new Error(deployment.left);
};

type Fetch = (
  url: URL,
  request: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal: AbortSignal;
  },
) => Promise<Response>;

const sendWith =
  (apiUrl: string, fetchIt: Fetch): Send =>
  async (path, body) => {
    const response = await fetchIt(new URL(`${apiUrl}${path}`), {
      method: body === undefined ? "GET" : "POST",
      headers: { accept: "application/json", ...(body === undefined ? {} : jsonBody) },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    return { status: response.status, body: (await response.json()) as Answer["body"] };
  };

const jsonBody = { "content-type": "application/json" };

/** On the loopback any credentials will do, and real ones have no business there. */
const credentialsFor = (apiUrl: string) =>
  new URL(apiUrl).hostname === "127.0.0.1"
    ? { accessKeyId: "local", secretAccessKey: "local" }
    : defaultProvider();

const withToken =
  (token: string): Fetch =>
  async (url, request) =>
    fetch(url, { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } });

const tokenCaller = (apiUrl: string, token: string, companyClaim: string): Caller => {
  if (token === "") throw new Error("the stack takes tokens (its auth is jwt): put one into SMOKE_TOKEN");
  return {
    send: sendWith(apiUrl, withToken(token)),
    sendAsStranger: sendWith(apiUrl, fetch),
    company: tokenCompany(token, companyClaim),
  };
};

const signingCaller = (apiUrl: string, region: string): Caller => ({
  send: sendWith(apiUrl, makeSignedFetch({ region, credentials: credentialsFor(apiUrl) })),
  sendAsStranger: sendWith(apiUrl, fetch),
  company: undefined,
});

/** Rejects with an Error that says what is missing: the outputs, or a token (`token` is empty when there is none). */
export const makeCaller = async (options: SmokeOptions, token: string): Promise<Caller> => {
  const { api_url: apiUrl, auth, region, company_claim: claim = "" } = await readDeployment(options);
  if (auth === "jwt") return tokenCaller(apiUrl, token, claim);
  if (auth === "iam") return signingCaller(apiUrl, region);
  return { send: sendWith(apiUrl, fetch), sendAsStranger: undefined, company: undefined };
};
