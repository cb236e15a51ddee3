// What all environments of one installation share: several can stand side by side in an account.
import { boundedString } from "./bounded.ts";

/** Begins every name in the account, unless `NAME_PREFIX` says another. */
export const namePrefix = "message-handler";

/** The same sources may be installed under another prefix. */
export const namePrefixIn = (environment: Readonly<Record<string, string | undefined>>): string =>
  environment["NAME_PREFIX"]?.trim() || namePrefix;

/** With an environment's name a bucket's has no room for more. */
export const NamePrefix = boundedString(
  "at most 15 lower-case letters, digits and single hyphens, a letter first, and neither sthree nor amzn-s3-demo, which S3 reserves",
  (prefix) => /^(?!(?:sthree|amzn-s3-demo)(?:-|$))[a-z](?:-?[a-z0-9])*$/.test(prefix) && prefix.length <= 15,
);

/** The Terraform stack of an environment, or of `bootstrap`, and what begins the names in it: `message-handler-dev`. */
export const toStackName = (prefix: string, environment: string): string => `${prefix}-${environment}`;
