// Says what a function's role may not do though Lambda needs it: AWS refuses such a function when it is deployed.
import type { Authorize } from "../policy/authorize.ts";
import type { Log } from "../core/log.ts";

export type MissingPermissionsDeps = { readonly authorize: Authorize; readonly log: Log };

export type Needs = {
  readonly functionName: string;
  /** The role's ARN. */
  readonly role: string;
  readonly actions: readonly string[];
  readonly resource: string;
  /** What Lambda needs them for, as the end of a sentence. */
  readonly purpose: string;
};

/** What an active trace takes: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html */
export const tracing = {
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resource: "*",
  purpose: "trace it",
} as const;

/** What a queue as event source takes: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
export const polling = {
  actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  purpose: "poll its queue",
} as const;

/** Logs each missing permission at ERROR; the function runs on. */
export const reportMissingPermissions = (
  { authorize, log }: MissingPermissionsDeps,
  { functionName, role, actions, resource, purpose }: Needs,
): void => {
  for (const action of actions) {
    const verdict = authorize({ kind: "role", arn: role }, action, resource);
    if (verdict.allowed) continue;
    log(
      "ERROR",
      `lambda:${functionName}`,
      `AccessDenied: Lambda needs ${action} to ${purpose}, and AWS refuses a function whose role lacks it: ${verdict.message}`,
      { role, action, resource },
    );
  }
};
