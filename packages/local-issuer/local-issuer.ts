// A token issuer for local use: it issues a token for any company to everybody who asks.
// OpenID Connect discovery, JWKS and the endpoints are oauth2-mock-server's; which claims go in is ours.
import {
  Events,
  OAuth2Issuer,
  OAuth2Service,
  type MutableResponse,
  type MutableToken,
  type TokenRequestIncomingMessage,
} from "oauth2-mock-server";
import { startLoopbackServer } from "@message-handler/local-cloud/loopback";
import { DEFAULT_SECONDS, toTokenRequest } from "./token-request.ts";

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
