// A delivery whose work has ended, and how.
import type { Failure, TransientFailure } from "@message-handler/domain/failure.ts";
import * as E from "fp-ts/lib/Either.js";
import type { Delivery } from "./delivery.ts";

export type Handled = {
  readonly delivery: Delivery;
  readonly result: E.Either<Failure, string>;
  /** When it ended; the batch may take longer. */
  readonly at: Date;
};

/** Undefined when the message is dealt with. */
export const toTransient = ({ result }: Handled): TransientFailure | undefined =>
  E.isLeft(result) && result.left.kind === "Transient" ? result.left : undefined;
