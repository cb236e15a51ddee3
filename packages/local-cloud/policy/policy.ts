// A policy after decoding: what the evaluator works on.
import type { Condition } from "./condition.ts";

/** Who a statement of a resource's or a role's own policy speaks of. */
export type PrincipalPattern =
  /** `"*"` or `{"AWS": "*"}` */
  | { readonly kind: "everyone" }
  | { readonly kind: "service"; readonly name: string }
  /** The account itself: it hands the decision to the caller's own policies, and grants nothing alone. */
  | { readonly kind: "account"; readonly id: string }
  /** A role, or one session of it, by its ARN. */
  | { readonly kind: "arn"; readonly arn: string };

export type Statement = {
  readonly effect: "Allow" | "Deny";
  /** Patterns, as those of the resources are. */
  readonly actions: readonly string[];
  /** Absent in a trust policy, which speaks of its own role only. */
  readonly resources?: readonly string[];
  /** Absent in an identity's policy, which speaks of its own identity only. */
  readonly principals?: readonly PrincipalPattern[];
  readonly conditions: readonly Condition[];
};

/** What a policy hangs on decides what its statements must and must not say. `key` is that of a KMS key. */
export type PolicyKind = "identity" | "resource" | "trust" | "key";
