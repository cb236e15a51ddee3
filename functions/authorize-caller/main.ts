// Composition root of the API's authorizer.
import { nonEmptyText, requireEnvironment, wholeNumber } from "@message-handler/lambda-kit/environment.ts";
import { makeLog } from "@message-handler/lambda-kit/log.ts";
import { logTransient } from "@message-handler/lambda-kit/log-transient.ts";
import { prime, rehearsalInvocation } from "@message-handler/lambda-kit/prime.ts";
import { issuerUrl } from "./issuer-url.ts";
import { audiences } from "./audiences.ts";
import { makeAuthorizeCaller, type AuthorizeCallerDeps } from "./authorize-caller.ts";
import { openConnection } from "./fetch-document.ts";
import { makeHandler } from "./handler.ts";
import { rehearsalEvent, toRehearsalIssuer } from "./rehearsal.ts";
import { makeTryKeys, type TryKeysDeps } from "./try-keys.ts";
import { makeVerifyToken, type VerifyTokenDeps } from "./verify-token.ts";

const env = requireEnvironment(
  {
    TOKEN_ISSUER: issuerUrl,
    TOKEN_AUDIENCES: audiences,
    COMPANY_CLAIM: nonEmptyText,
    CACHE_SECONDS: wholeNumber,
  },
  process.env,
);

type Issuer = Pick<VerifyTokenDeps, "issuer" | "audiences" | "now"> &
  Pick<TryKeysDeps, "openConnection"> &
  Pick<AuthorizeCallerDeps, "companyClaim">;

const makeAuthorizer = (
  { issuer, audiences, companyClaim, openConnection, now }: Issuer,
  write: (line: string) => void,
) => {
  const log = makeLog({ write, now: () => new Date() });
  const tryKeys = makeTryKeys({
    issuer,
    openConnection,
    now,
    // The old keys are still in use: no caller is affected yet.
    onStale: (failure) => logTransient(log, "keys not refreshed", { ...failure, needsOperator: false }),
  });
  return makeHandler({
    authorizeCaller: makeAuthorizeCaller({
      verifyToken: makeVerifyToken({ issuer, audiences, tryKeys, now }),
      companyClaim,
    }),
    cacheSeconds: env.CACHE_SECONDS,
    log,
  });
};

export const handler = makeAuthorizer(
  {
    issuer: env.TOKEN_ISSUER,
    audiences: env.TOKEN_AUDIENCES,
    companyClaim: env.COMPANY_CLAIM,
    openConnection,
    now: Date.now,
  },
  (line) => process.stdout.write(line),
);

// While Lambda starts it: another authorizer, which asks nobody for keys and logs nothing, checks a token that is made up.
prime(async () => {
  const authorizer = makeAuthorizer(toRehearsalIssuer(env.TOKEN_ISSUER), () => undefined);
  return authorizer(rehearsalEvent, rehearsalInvocation);
});
