// The environment that a role deploys, and what it consists of.
import { toStackName } from "../config/installation.ts";
import type { AwsEnvironment } from "../constructs/shared/aws-environment.ts";
import { stackArns, type StackArns } from "./stack-arns.ts";

export type DeployTarget = {
  readonly aws: AwsEnvironment;
  /** Of what bears the environment's name. */
  readonly arns: StackArns;
  /** Begins the environment's names: `message-handler-dev`. */
  readonly prefix: string;
  /** The tags that the provider puts on everything. */
  readonly project: string;
  readonly environment: string;
};

export const toDeployTarget = (aws: AwsEnvironment, project: string, environment: string): DeployTarget => {
  const prefix = toStackName(project, environment);
  return { aws, arns: stackArns(aws, prefix), prefix, project, environment };
};
