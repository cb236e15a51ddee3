// Where Terraform keeps what it knows of a deployable stack: one object per stack in the bucket of `bootstrap`.
import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";

/** The object that holds the state of an environment (or of `bootstrap`): the CI roles may touch nothing else. */
export const stateKey = (prefix: string, stack: string): string => `${prefix}/${stack}.tfstate`;

export type StateProps = {
  /** The installation's. */
  readonly prefix: string;
  /** The environment, or `bootstrap`. */
  readonly stack: string;
  /** Undefined when it is given at init. */
  readonly bucket: string | undefined;
};

/**
 * Puts the state into S3: locked by S3 itself (an object `<key>.tflock`, no table), encrypted at rest.
 * Without `bucket` the configuration is partial, which Terraform completes at init, for instance from
 * `TF_CLI_ARGS_init="-backend-config=bucket=NAME"`. The region is that of the environment (`AWS_REGION`).
 * Source: https://developer.hashicorp.com/terraform/language/backend/s3
 */
export const addStateBackend = (scope: TerraformStack, { prefix, stack, bucket }: StateProps): void => {
  const key = stateKey(prefix, stack);
  const backend = new S3Backend(scope, { bucket: bucket ?? "", key, encrypt: true });
  // An override, because the class knows no `useLockfile`; its successor in cdktn does, and accepts this too.
  backend.addOverride("use_lockfile", true);
  // An empty name would be taken for a name; an override with undefined leaves the argument out.
  if (bucket === undefined) backend.addOverride("bucket", undefined);
};

/** What a person must know before that is applied; the CLI of cdktf shows none of what the app prints. */
export const localStateWarning = (stackName: string): string =>
  `STATE_BUCKET is not set, so ${stackName} keeps its state in a local file: right for its first deployment, and later a plan to make everything again.`;

/** Keeps the state at the root of the checkout; the path is relative to the synthesised stack, cdktf's own is absolute. */
export const addLocalBackend = (stack: TerraformStack, stackName: string): void => {
  new LocalBackend(stack, { path: `../../../terraform.${stackName}.tfstate` });
};
