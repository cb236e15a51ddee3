// What everything in a stack shares.
import type { Construct } from "constructs";
import type { StackConfig } from "../../config/stack-config.ts";
import { AwsEnvironment } from "./aws-environment.ts";
import { MessageKey } from "./message-key.ts";

export type StackContext = {
  /** Begins every name, so that environments can share an account: `message-handler-dev`. */
  readonly prefix: string;
  readonly aws: AwsEnvironment;
  /** Undefined where AWS's own keys encrypt. */
  readonly key: MessageKey | undefined;
  readonly logRetentionDays: number;
  /** The ARN of the policy that caps every role, whatever it is granted; undefined where no bootstrap stack stands. */
  readonly permissionsBoundary: string | undefined;
  /** Neither a destroy nor a plan may take data along. */
  readonly protectData: boolean;
};

/** The name of the policy that caps every role of a deployed stack. The bootstrap stack makes it. */
export const workloadBoundaryName = "message-handler-workload";

export const workloadBoundaryArn = ({ partition, accountId }: AwsEnvironment): string =>
  `arn:${partition}:iam::${accountId}:policy/${workloadBoundaryName}`;

export const makeStackContext = (
  scope: Construct,
  prefix: string,
  { environment, encryption, logRetentionDays, protectData }: StackConfig,
): StackContext => {
  const aws = new AwsEnvironment(scope, "place");
  return {
    prefix,
    aws,
    key:
      encryption === "customer-managed"
        ? new MessageKey(scope, "key", { prefix, aws, protectData })
        : undefined,
    logRetentionDays,
    // For the local stack there is no account that a bootstrap stack could have prepared.
    permissionsBoundary: environment === "local" ? undefined : workloadBoundaryArn(aws),
    protectData,
  };
};
