// The condition keys of a request, with the values they have on the laptop.
import type { Account } from "../core/account.ts";
import type { Principal } from "../core/principals.ts";
import type { RequestContext } from "./condition.ts";

type Caller = Exclude<Principal, { kind: "operator" }>;

const ofEveryCall = (account: Account) => ({
  // The loopback stands in for a TLS connection of today.
  "aws:securetransport": "true",
  "s3:tlsversion": "1.3",
  "aws:requestedregion": account.region,
  "aws:resourceaccount": account.id,
  "aws:viaawsservice": "false",
});

const ofRole = (account: Account, arn: string) => ({
  "aws:principalarn": arn,
  "aws:principalaccount": account.id,
  "aws:principaltype": "AssumedRole",
  "aws:principalisawsservice": "false",
});

const ofService = (account: Account, { name, sourceArn }: Caller & { readonly kind: "service" }) => ({
  "aws:principalservicename": name,
  "aws:principalisawsservice": "true",
  "aws:sourceaccount": account.id,
  ...(sourceArn === undefined ? {} : { "aws:sourcearn": sourceArn }),
  // Of old, and only for what CloudWatch publishes: the default policy of SNS topics still asks for it.
  ...(name === "cloudwatch.amazonaws.com" ? { "aws:sourceowner": account.id } : {}),
});

/** Keys a policy may ask for: each is set above, or by whoever calls on behalf of a resource. */
export const KNOWN_CONDITION_KEYS: ReadonlySet<string> = new Set([
  "aws:securetransport",
  "s3:tlsversion",
  "aws:requestedregion",
  "aws:resourceaccount",
  "aws:viaawsservice",
  "aws:principalarn",
  "aws:principalaccount",
  "aws:principaltype",
  "aws:principalisawsservice",
  "aws:principalservicename",
  "aws:sourceaccount",
  "aws:sourceowner",
  "aws:sourcearn",
]);

/** What the caller adds (`aws:SourceArn`) wins over the defaults. */
export const makeRequestContext = (
  account: Account,
  caller: Caller,
  added: Readonly<Record<string, string>> = {},
): RequestContext =>
  new Map(
    Object.entries({
      ...ofEveryCall(account),
      ...(caller.kind === "role" ? ofRole(account, caller.arn) : ofService(account, caller)),
      ...Object.fromEntries(Object.entries(added).map(([key, value]) => [key.toLowerCase(), value])),
    }),
  );
