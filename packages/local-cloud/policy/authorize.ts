// Whether a caller may do something: asked for every AWS call, every integration and every invocation.
import type { Principal } from "../core/principals.ts";

export type Decision =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      /** In AWS's own words: it names the caller, the action and the resource. */
      readonly message: string;
      /** The action itself is allowed, but not the use of the key that the resource is encrypted with. */
      readonly ofKey?: true;
    };

/**
 * Asks for the permissions on the resource's KMS key too, where it is encrypted with one of the stack.
 * `context` holds IAM condition keys (`aws:SourceArn`, `aws:SecureTransport`) with their values.
 */
export type Authorize = (
  caller: Principal,
  action: string,
  resource: string,
  context?: Readonly<Record<string, string>>,
) => Decision;

/** Whether the AWS service (`lambda.amazonaws.com`) may assume the role: answered from the role's trust policy. */
export type CanAssume = (roleArn: string, serviceName: string) => Decision;
