// A token issuer for local use: it issues a token for any company to everybody who asks.
// OpenID Connect discovery, JWKS and the endpoints are oauth2-mock-server's; which claims go in is ours.
import { AssertionError } from "node:assert";
import {
  Events,
  OAuth2Issuer,
  OAuth2Service,
  type MutableResponse,
  type MutableToken,
  type TokenRequestIncomingMessage,
} from "oauth2-mock-server";
import { startLoopbackServer } from "@message-handler/local-cloud/loopback";

export type LocalIssuerOptions = {
  /** 0 takes any free one. */
  readonly port: number;
  /** Who the tokens are for. */
  readonly audience: string;
  /** The claim that names the company. */
  readonly companyClaim: string;
};

export type MintOptions = {
  /** Default 3600; a negative number gives an expired token. */
  readonly expiresInSeconds?: number;
  /** Override or extend the usual ones; undefined removes one. */
  readonly claims?: Readonly<Record<string, unknown>>;
};

export type LocalIssuer = {
  /** The issuer as it stands in `iss`, without a slash at its end. */
  readonly url: string;
  readonly mint: (companyId: string, options?: MintOptions) => Promise<string>;
  readonly stop: () => Promise<void>;
};

type TokenRequest = { readonly companyId: string; readonly expiresInSeconds: number };

const DEFAULT_SECONDS = 3600;
const MAX_SECONDS = 86_400;

/** The mock server answers 400 to this kind of error, with its text. */
const refuse = (message: string): never => {
  throw new AssertionError({ message });
};

const toSeconds = (text: unknown): number => {
  if (text === undefined) return DEFAULT_SECONDS;
  const seconds = typeof text === "string" && /^[1-9]\d{0,4}$/.test(text) ? Number(text) : Infinity;
  return seconds <= MAX_SECONDS ? seconds : refuse(`expires_in: expected seconds from 1 to ${MAX_SECONDS}`);
};

/** What is asked of the token endpoint. Throws an AssertionError that names the field. */
export const toTokenRequest = (form: Readonly<Record<string, unknown>>): TokenRequest => {
  const { grant_type: grantType, company_id: companyId, expires_in: expiresIn } = form;
  if (grantType !== "client_credentials") return refuse("grant_type: expected client_credentials");
  if (typeof companyId !== "string" || companyId === "") return refuse("company_id: expected a company's id");
  return { companyId, expiresInSeconds: toSeconds(expiresIn) };
};

type ToClaims = (companyId: string) => Readonly<Record<string, unknown>>;

const makeToClaims =
  ({ audience, companyClaim }: LocalIssuerOptions): ToClaims =>
  (companyId) => ({ sub: companyId, aud: audience, [companyClaim]: companyId });

/** The mock server would issue any claims; ours are for a company, with the requested lifetime. */
const answerTokenRequests = (service: OAuth2Service, toClaims: ToClaims): void => {
  service.on(
    Events.BeforeTokenSigning,
    ({ payload }: MutableToken, { body }: TokenRequestIncomingMessage) => {
      const { companyId, expiresInSeconds } = toTokenRequest({ ...body });
      Object.assign(payload, toClaims(companyId), { exp: payload.iat + expiresInSeconds });
    },
  );
  service.on(Events.BeforeResponse, (response: MutableResponse, { body }: TokenRequestIncomingMessage) => {
    Object.assign(response.body, { expires_in: toTokenRequest({ ...body }).expiresInSeconds });
  });
};

/**
 * Listens on 127.0.0.1 with a new RS256 key, so that no token outlives it.
 * `POST {url}/token` with the form fields `grant_type=client_credentials`, `company_id` and, if wanted, `expires_in`
 * (seconds) answers `{access_token, token_type, expires_in}`. Rejects when the port is taken, and names it.
 */
export const startLocalIssuer = async (options: LocalIssuerOptions): Promise<LocalIssuer> => {
  const issuer = new OAuth2Issuer();
  await issuer.keys.generate("RS256");
  const service = new OAuth2Service(issuer);
  const toClaims = makeToClaims(options);
  answerTokenRequests(service, toClaims);
  const { port, close } = await startLoopbackServer({
    port: options.port,
    guard: "same-origin",
    listener: service.requestHandler,
  });
  const url = `http://127.0.0.1:${port}`;
  issuer.url = url;
  const mint: LocalIssuer["mint"] = async (companyId, { expiresInSeconds = DEFAULT_SECONDS, claims } = {}) =>
    issuer.buildToken({
      expiresIn: expiresInSeconds,
      scopesOrTransform: (_header, payload) => void Object.assign(payload, toClaims(companyId), claims),
    });
  return { url, mint, stop: close };
};
