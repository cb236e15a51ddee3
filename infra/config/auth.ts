// Who may call an API, and how they say who they are.
import * as t from "io-ts";
import { boundedString, integerBetween, nonEmptyString } from "./bounded.ts";
import { isIssuerUrl, issuerUrl } from "./issuer-fault.ts";
import { section } from "./section.ts";

const isAudience = (value: unknown): value is string | readonly string[] => {
  const each: readonly unknown[] = [value].flat();
  return each.length > 0 && each.every(nonEmptyString.is) && new Set(each).size === each.length;
};

const Audience = new t.Type<string | readonly string[]>(
  "a text, or a list of different ones, without ${, %{ and #{",
  isAudience,
  (input, context) => (isAudience(input) ? t.success(input) : t.failure(input, context)),
  t.identity,
);

export const Auth = t.union(
  [
    /** Nobody needs to say who they are: for the local environment alone. */
    section({ kind: t.literal("none") }),
    /** A request signed by a principal that may `execute-api:Invoke`. */
    section({ kind: t.literal("iam") }),
    /** A bearer token of an OIDC issuer, whose claim names the company that the caller speaks for. */
    section({
      kind: t.literal("jwt"),
      /** As in the token's `iss`; its discovery document names the keys. */
      issuer: boundedString(issuerUrl, isIssuerUrl),
      /** Whom tokens are for: one of these must be in `aud`, or in `client_id` where a token has no `aud`. */
      audience: Audience,
      /** The claim that holds the company's UUID: its whole name, or with dots the path to it. */
      companyClaim: nonEmptyString,
      /** Seconds that the decision on a token is cached; a token may work that long after it expired. */
      cacheSeconds: integerBetween(0, 3600),
    }),
  ],
  "a kind of none, iam or jwt",
);
export type Auth = t.TypeOf<typeof Auth>;

/** What the local issuer puts into its tokens. */
export const localTokens = { audience: "message-handler-local", companyClaim: "company_id" };

/** For the local environment, as `npm start -- --auth jwt` chooses it. */
export const localAuth = (issuer: string): Auth => ({
  kind: "jwt",
  issuer,
  ...localTokens,
  cacheSeconds: 60,
});
