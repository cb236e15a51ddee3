// Who may call the API of the local environment, as `npm start -- --auth` chooses it.

/** What the local issuer puts into its tokens. */
export const localTokens = { audience: "message-handler-local", companyClaim: "company_id" };

/** Unchecked: {@link decodeStackConfig} says what is wrong with it. */
export const localAuth = (kind = "none", issuer: string | undefined): unknown =>
  kind === "jwt" ? { kind, issuer, ...localTokens, cacheSeconds: 60 } : { kind };
