// What is wrong with a token for good; thrown by whoever finds it.
import type { DenialCode } from "./authorize-caller.ts";

export class InvalidToken extends Error {
  readonly code: DenialCode;

  constructor(code: DenialCode) {
    super(code);
    this.code = code;
  }
}
