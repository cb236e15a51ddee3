// Why a query is not answered with what it asked for.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import type { ParameterError } from "@message-handler/domain/list-query.ts";
import type { Problem } from "@message-handler/lambda-kit/problem.ts";
import { problems } from "./problems.ts";

/** `Refused`: the request is at fault, or asks for what there is not. */
export type Refusal = { readonly kind: "Refused"; readonly problem: Problem } | TransientFailure;

export const refused = (problem: Problem): Refusal => ({ kind: "Refused", problem });

export const notFound = refused(problems.notFound);

/** Only a parameter's name can come from the request: what does not look like one is not repeated. */
const toShownName = (parameter: string): string =>
  /^[\w-]{1,64}$/.test(parameter) ? parameter : "a parameter";

/** Names every parameter at fault in the detail, and the first one in `parameter`. */
export const invalidParameters = (errors: readonly [ParameterError, ...ParameterError[]]): Refusal => {
  const named = errors.map(({ parameter, expected }) => `${toShownName(parameter)}: expected ${expected}`);
  return refused(problems.invalidParameter(`${named.join("; ")}.`, toShownName(errors[0].parameter)));
};
