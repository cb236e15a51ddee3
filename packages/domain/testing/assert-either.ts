// Opens an Either in a test, and says what was in it when it is the wrong side.
import * as E from "fp-ts/lib/Either.js";

export const assertRight = <L, A>(either: E.Either<L, A>): A => {
  if (E.isRight(either)) return either.right;
  throw new Error(`expected a Right, found Left ${JSON.stringify(either.left)}`);
};

export const assertLeft = <L, A>(either: E.Either<L, A>): L => {
  if (E.isLeft(either)) return either.left;
  throw new Error(`expected a Left, found Right ${JSON.stringify(either.right)}`);
};
