// The error thrown when the issuer's keys cannot be fetched: the verifying library's hooks return no Either.
import type { TransientFailure } from "@message-handler/domain/failure.ts";

/** `IssuerUnreachable`: no answer, or none with status 200. `IssuerGarbled`: an answer that cannot be used. */
type Code = "IssuerUnreachable" | "IssuerGarbled";

export class KeysUnavailable extends Error {
  readonly failure: TransientFailure;

  /** @param detail one sentence for the operator, with nothing in it that a caller sent */
  constructor(code: Code, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.name = "KeysUnavailable";
    this.failure = {
      kind: "Transient",
      code,
      detail,
      needsOperator: true,
      ...(cause === undefined ? {} : { cause }),
    };
  }
}
