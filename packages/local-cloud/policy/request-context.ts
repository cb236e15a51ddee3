// The condition keys of a request, with the values they have locally, and those of calls to KMS.
import type { Account } from "../core/account.ts";
import type { Principal } from "../core/principals.ts";
import type { RequestContext } from "./condition.ts";

type Caller = Exclude<Principal, { kind: "operator" }>;

const ofService = (account: Account, { name, sourceArn }: Caller & { readonly kind: "service" }) => ({
  "aws:sourceaccount": account.id,
  ...(sourceArn === undefined ? {} : { "aws:sourcearn": sourceArn }),
  // Of old, and only for what CloudWatch publishes: the default policy of SNS topics still asks for it.
  ...(name === "cloudwatch.amazonaws.com" ? { "aws:sourceowner": account.id } : {}),
});

/** Keys a policy may ask for: each is set above, or by whoever calls on behalf of a resource. */
export const KNOWN_CONDITION_KEYS: ReadonlySet<string> = new Set([
  "aws:securetransport",
  "aws:principalarn",
  "aws:sourceaccount",
  "aws:sourceowner",
  "aws:sourcearn",
]);

/** Set by S3 where a request has the header. */
export const S3_CONDITION_KEYS: ReadonlySet<string> = new Set(["s3:if-none-match"]);

/** What the caller adds (`aws:SourceArn`) wins over the defaults. */
export const makeRequestContext = (
  account: Account,
  caller: Caller,
  added: Readonly<Record<string, string>> = {},
): RequestContext =>
  new Map(
    Object.entries({
      "aws:securetransport": "true", // the loopback stands in for TLS
      ...(caller.kind === "role" ? { "aws:principalarn": caller.arn } : ofService(account, caller)),
      ...Object.fromEntries(Object.entries(added).map(([key, value]) => [key.toLowerCase(), value])),
    }),
  );

/** What a service binds its data to. Sources: each service's page on encryption at rest. */
const ENCRYPTION_CONTEXT_KEYS = [
  "aws:sqs:arn",
  "aws:sns:topicArn",
  "aws:s3:arn",
  "aws:dynamodb:tableName",
  "aws:dynamodb:subscriberId",
  "aws:logs:arn",
] as const;

export type EncryptionContext = Readonly<Partial<Record<(typeof ENCRYPTION_CONTEXT_KEYS)[number], string>>>;

const PREFIX = "kms:EncryptionContext:";

/** In lower case. */
export const KMS_CONDITION_KEYS: ReadonlySet<string> = new Set([
  "kms:viaservice",
  "kms:calleraccount",
  "kms:grantisforawsresource",
  ...ENCRYPTION_CONTEXT_KEYS.map((key) => `${PREFIX}${key}`.toLowerCase()),
]);

/** A service passes its caller's identity on to KMS; an AWS service that calls is itself at KMS's door. */
const onBehalfOfRole = (service: string, account: Account) => ({
  "kms:ViaService": `${service}.${account.region}.amazonaws.com`,
  "kms:CallerAccount": account.id,
});

/**
 * `service` is the one that uses the key: `sqs`.
 * Source: KMS developer guide, "AWS KMS condition keys". `kms:ViaService` speaks of calls on behalf of principals of
 * an account: a service principal's call does not carry it here, so that a policy which asks for both allows nothing.
 */
export const toKmsContext = (
  caller: Caller,
  service: string,
  encryptionContext: EncryptionContext,
  account: Account,
): Readonly<Record<string, string>> => ({
  ...(caller.kind === "role" ? onBehalfOfRole(service, account) : {}),
  ...Object.fromEntries(Object.entries(encryptionContext).map(([key, value]) => [`${PREFIX}${key}`, value])),
});
