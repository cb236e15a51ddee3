// The condition keys of calls to KMS, and the values they have when a service makes the call for somebody.
import type { Account } from "../core/account.ts";
import type { Principal } from "../core/principals.ts";

type Caller = Exclude<Principal, { kind: "operator" }>;
type Keys = Readonly<Record<string, string>>;

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
const ofRole = (service: string, account: Account): Keys => ({
  "kms:ViaService": `${service}.${account.region}.amazonaws.com`,
  "kms:CallerAccount": account.id,
  "aws:ViaAWSService": "true",
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
): Keys => ({
  ...(caller.kind === "role" ? ofRole(service, account) : {}),
  ...Object.fromEntries(Object.entries(encryptionContext).map(([key, value]) => [`${PREFIX}${key}`, value])),
});
