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

export type Deadline = {
  /**
   * The work's own result; `Unknown` when it throws; `DeadlineExceeded` when it has not ended by the deadline. It is not
   * stopped then: it goes on unobserved, as long as the process runs, so it must be safe to repeat.
   */
  readonly run: <F, A>(work: Work<F, A>) => Promise<E.Either<F | TransientFailure, A>>;
  /** Lets go of the timer; what still runs has no deadline any more. */
  readonly end: () => void;
};

/** In `ms` milliseconds from now, for all the work that is run with it: one timer, however much that is. */
export const startDeadline = (ms: number): Deadline => {
  const waiting: ((late: E.Either<TransientFailure, never>) => void)[] = [];
  let isOver = false;
  const giveUp = (): void => {
    isOver = true;
    for (const resolve of waiting) resolve(E.left(deadlineExceeded));
  };
  const timer = setTimeout(giveUp, Math.max(0, ms));
  return {
    run: (work) =>
      new Promise((resolve) => {
        void catching(work).then(resolve);
        waiting.push(resolve);
        if (isOver) giveUp();
      }),
    end: () => clearTimeout(timer),
  };
};

/** The same for one work alone. */
export const withDeadline = async <F, A>(
  work: Work<F, A>,
  ms: number,
): Promise<E.Either<F | TransientFailure, A>> => {
  const deadline = startDeadline(ms);
  const result = await deadline.run(work);
  deadline.end();
  return result;
};
