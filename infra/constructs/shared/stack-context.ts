// What everything in a stack shares.
import type { Construct } from "constructs";
import { toStackName } from "../../config/installation.ts";
import type { StackConfig } from "../../config/stack-config.ts";
import { AwsEnvironment } from "./aws-environment.ts";
import { MessageKey } from "./message-key.ts";

export type StackContext = {
  /** Begins every name, so that environments can share an account: `message-handler-dev`. */
  readonly prefix: string;
  /** Begins the names of all environments of the installation: `message-handler`. */
  readonly project: string;
  readonly aws: AwsEnvironment;
  /** Undefined where AWS's own keys encrypt. */
  readonly key: MessageKey | undefined;
  readonly logRetentionDays: number;
  /** The ARN of the policy that caps every role, whatever it is granted; undefined where no bootstrap stack stands. */
  readonly permissionsBoundary: string | undefined;
  /** The role in which a workflow deploys the stack; there may be none. */
  readonly deployRoleArn: string;
  /** Neither a destroy nor a plan may take data along. */
  readonly protectData: boolean;
};

/** Roles, policies and dashboards are the account's, not a region's: another region may have the same stack. */
export const globalName = (name: string, { region }: AwsEnvironment): string => `${name}-${region}`;

/** The policy that caps every role of the stack with this prefix. The bootstrap stack makes it. */
export const workloadBoundaryName = (prefix: string, aws: AwsEnvironment): string =>
  globalName(`${prefix}-workload`, aws);

export const workloadBoundaryArn = (prefix: string, aws: AwsEnvironment): string =>
  `arn:${aws.partition}:iam::${aws.accountId}:policy/${workloadBoundaryName(prefix, aws)}`;

const toRoleArn = (name: string, { partition, accountId }: AwsEnvironment): string =>
  `arn:${partition}:iam::${accountId}:role/${name}`;

/** The role in which the smoke test of the stack with this prefix calls its API, where callers sign. */
export const smokeRoleName = (prefix: string, aws: AwsEnvironment): string =>
  globalName(`${prefix}-smoke`, aws);

export const smokeRoleArn = (prefix: string, aws: AwsEnvironment): string =>
  toRoleArn(smokeRoleName(prefix, aws), aws);

/** The role in which a workflow deploys an environment. The bootstrap stack makes it. */
export const deployRoleName = (project: string, environment: string, aws: AwsEnvironment): string =>
  globalName(`${project}-deploy-${environment}`, aws);

export const makeStackContext = (
  scope: Construct,
  project: string,
  { environment, encryption, logRetentionDays, protectData }: StackConfig,
): StackContext => {
  const aws = new AwsEnvironment(scope, "place");
  const prefix = toStackName(project, environment);
  const deployRoleArn = toRoleArn(deployRoleName(project, environment, aws), aws);
  return {
    prefix,
    project,
    aws,
    deployRoleArn,
    key:
      encryption === "customer-managed"
        ? new MessageKey(scope, "key", { prefix, aws, deployRoleArn, protectData })
        : undefined,
    logRetentionDays,
    // For the local stack there is no account that a bootstrap stack could have prepared.
    permissionsBoundary: environment === "local" ? undefined : workloadBoundaryArn(prefix, aws),
    protectData,
  };
};
