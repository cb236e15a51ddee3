// Composition root of the API's authorizer.
import { nonEmptyText, requireEnvironment, wholeNumber } from "@message-handler/lambda-kit/environment.ts";
import { makeLog } from "@message-handler/lambda-kit/log.ts";
import { logTransient } from "@message-handler/lambda-kit/log-transient.ts";
import { issuerUrl } from "./issuer-url.ts";
import { audiences } from "./audiences.ts";
import { makeAuthorizeCaller } from "./authorize-caller.ts";
import { fetchDocument } from "./fetch-document.ts";
import { makeHandler } from "./handler.ts";
import { makeTryKeys } from "./try-keys.ts";
import { makeVerifyToken } from "./verify-token.ts";

const env = requireEnvironment(
  {
    TOKEN_ISSUER: issuerUrl,
    TOKEN_AUDIENCES: audiences,
    COMPANY_CLAIM: nonEmptyText,
    CACHE_SECONDS: wholeNumber,
  },
  process.env,
);

const log = makeLog({ write: (line) => process.stdout.write(line), now: () => new Date() });

const tryKeys = makeTryKeys({
  issuer: env.TOKEN_ISSUER,
  fetchDocument,
  now: Date.now,
  // The old keys are still in use: no caller is affected yet.
  onStale: (failure) => logTransient(log, "keys not refreshed", { ...failure, needsOperator: false }),
});

export const handler = makeHandler({
  authorizeCaller: makeAuthorizeCaller({
    verifyToken: makeVerifyToken({
      issuer: env.TOKEN_ISSUER,
      audiences: env.TOKEN_AUDIENCES,
      tryKeys,
      now: Date.now,
    }),
    companyClaim: env.COMPANY_CLAIM,
  }),
  cacheSeconds: env.CACHE_SECONDS,
  log,
});
