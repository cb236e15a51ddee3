// Why a query is not answered with 200.
import type { Problem } from "@message-handler/api-contract/problems.ts";
import type { TransientFailure } from "@message-handler/domain/failure.ts";

/** `Problem`: the request is invalid, or what it asks for does not exist. */
export type QueryFailure = { readonly kind: "Problem"; readonly problem: Problem } | TransientFailure;

export const toFailure = (problem: Problem): QueryFailure => ({ kind: "Problem", problem });
