// The one account and region of the local cloud.

export type Account = {
  /** Whoever has keys of no role of the stack is this account's owner. */
  readonly id: "000000000000";
  readonly region: string;
  readonly partition: "aws";
  /** Base URL of every AWS service, without a trailing slash: `http://127.0.0.1:4566`. */
  readonly awsEndpoint: string;
  /** Base URL of API Gateway's stages, without a trailing slash: `http://127.0.0.1:3000`. */
  readonly apiEndpoint: string;
};

/** `arn:aws:sqs:us-east-1:000000000000:name`; `scope: "global"` leaves the region out, as IAM does. */
export const toArn = (
  account: Account,
  service: string,
  resource: string,
  scope: "regional" | "global" = "regional",
): string =>
  `arn:${account.partition}:${service}:${scope === "regional" ? account.region : ""}:${account.id}:${resource}`;
