// Requests a token from the local issuer.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";

export type RequestTokenDeps = { readonly fetch: typeof fetch };

export type RequestedToken = {
  readonly issuer: string;
  readonly companyId: string;
  /** The issuer's own default when undefined. */
  readonly expiresInSeconds: number | undefined;
};

const TIME_OUT_MS = 5000;

const Answer = t.type({ access_token: t.string });
const Problem = t.type({ detail: t.string });

const toForm = ({ companyId, expiresInSeconds }: RequestedToken): URLSearchParams =>
  new URLSearchParams({
    grant_type: "client_credentials",
    company_id: companyId,
    ...(expiresInSeconds === undefined ? {} : { expires_in: `${expiresInSeconds}` }),
  });

/** A Left says in one line why there is none. */
export const requestToken = async (
  { fetch }: RequestTokenDeps,
  requested: RequestedToken,
): Promise<E.Either<string, string>> => {
  const { issuer } = requested;
  try {
    const signal = AbortSignal.timeout(TIME_OUT_MS);
    const response = await fetch(`${issuer}/token`, { method: "POST", body: toForm(requested), signal });
    const body: unknown = await response.json();
    if (response.ok && Answer.is(body)) return E.right(body.access_token);
    return E.left(`${issuer} refused with ${response.status}${Problem.is(body) ? `: ${body.detail}` : ""}`);
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    return E.left(`${issuer} gave no token (${reason}): is \`npm start -- --auth jwt\` still running?`);
  }
};
