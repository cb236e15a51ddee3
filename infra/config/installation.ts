// What all environments of one installation share: several can stand side by side in an account.
import * as E from "fp-ts/lib/Either.js";

/**
 * Begins every name in the account. At most 15 lower-case letters, digits and hyphens: with an environment's name a
 * bucket's has no room for more. No prefix of an account may begin with another one's and a hyphen.
 */
export const namePrefix = "message-handler";

/** A Left says what is wrong. */
export const decodeNamePrefix = (input: string): E.Either<string, string> =>
  /^[a-z](?:-?[a-z0-9]){0,14}$/.test(input) && input.length <= 15
    ? E.right(input)
    : E.left("namePrefix: expected at most 15 lower-case letters, digits and single hyphens, a letter first");

/** The Terraform stack of an environment, or of `bootstrap`, and what begins the names in it: `message-handler-dev`. */
export const toStackName = (prefix: string, environment: string): string => `${prefix}-${environment}`;
