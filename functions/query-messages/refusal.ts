// Why a query is not answered with what it asked for.
import type { Problem } from "@message-handler/api-contract/problems.ts";
import type { TransientFailure } from "@message-handler/domain/failure.ts";

/** `Refused`: the request is invalid, or asks for what does not exist. */
export type Refusal = { readonly kind: "Refused"; readonly problem: Problem } | TransientFailure;

export const refused = (problem: Problem): Refusal => ({ kind: "Refused", problem });
