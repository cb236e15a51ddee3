// May this caller do that? Asked for every AWS call, every integration and every invocation.
import type { Principal } from "../core/principals.ts";

export type Verdict =
  | { readonly allowed: true }
  /** `message` is AWS's own sentence: it names the caller, the action and the resource. */
  | {
      readonly allowed: false;
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
) => Verdict;

/** May the AWS service (`lambda.amazonaws.com`) take on the role? Answered from the role's trust policy. */
export type CanAssume = (roleArn: string, serviceName: string) => Verdict;
