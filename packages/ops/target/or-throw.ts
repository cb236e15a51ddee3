// From a store's answer to a command's: a failure ends the command.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import * as E from "fp-ts/lib/Either.js";
import { OperatorError } from "../operator-error.ts";

/** Throws what AWS answered, where it did. */
export const orThrow = <A>(result: E.Either<TransientFailure, A>): A => {
  if (E.isRight(result)) return result.right;
  throw result.left.cause ?? new OperatorError(result.left.detail);
};

/** The same, but for something stored under a record's key that is no record: it stays there, and the command goes on. */
export const orForeign = <A, const B>(result: E.Either<TransientFailure, A>, foreign: B): A | B =>
  E.isLeft(result) && result.left.code === "UnreadableState" ? foreign : orThrow(result);
