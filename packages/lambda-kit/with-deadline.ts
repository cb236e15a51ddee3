// Runs work with a deadline, and turns what it throws into a failure.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import * as E from "fp-ts/lib/Either.js";

const deadlineExceeded: TransientFailure = {
  kind: "Transient",
  code: "DeadlineExceeded",
  detail: "The invocation ran out of time before this ended.",
  needsOperator: false,
};

/** A bug: an operator must look, and no message is rejected for it. */
const unexpected = (cause: unknown): TransientFailure => ({
  kind: "Transient",
  code: "Unknown",
  detail: "Something was thrown that no code foresaw.",
  needsOperator: true,
  cause,
});

type Work<F, A> = () => Promise<E.Either<F, A>>;

const catching = async <F, A>(work: Work<F, A>): Promise<E.Either<F | TransientFailure, A>> => {
  try {
    return await work();
  } catch (cause) {
    return E.left(unexpected(cause));
  }
};

/**
 * The work's own result; `Unknown` when it throws; `DeadlineExceeded` when it has not ended after `ms` milliseconds.
 * It is not stopped then: it goes on unobserved, as long as the process runs, so it must be safe to repeat.
 */
export const withDeadline = async <F, A>(
  work: Work<F, A>,
  ms: number,
): Promise<E.Either<F | TransientFailure, A>> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(E.left(deadlineExceeded)), Math.max(0, ms));
    const end = async (): Promise<void> => {
      const result = await catching(work);
      clearTimeout(timer);
      resolve(result);
    };
    void end();
  });
