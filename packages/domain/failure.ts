// Why a delivery did not succeed: one closed union for the whole system.

/** Where a field is wrong and what was expected there; never what was found. */
export type FieldError = {
  /** `metadata.message_time` */
  readonly path: string;
  /** `an RFC 3339 date-time with a zone` */
  readonly expected: string;
};

export type PermanentCode = "MalformedJson" | "InvalidMessage" | "MessageIdConflict" | "CompanyMismatch";

/** The message itself is at fault: recorded as rejected and acknowledged, because a retry cannot help. */
export type PermanentFailure = {
  readonly kind: "Permanent";
  readonly code: PermanentCode;
  /** One sentence without any value from the message. */
  readonly detail: string;
  readonly fields: readonly FieldError[];
};

/** Anything else, the unknown included: no message is written off for it. */
export type TransientFailure = {
  readonly kind: "Transient";
  /** The name the source gave it (`ThrottlingException`, `ECONNRESET`), or `Unknown`. */
  readonly code: string;
  /** One sentence without any value from the message and without an ARN. */
  readonly detail: string;
  /** True when waiting will not mend it (access denied, a missing table, a bug): logged at ERROR. */
  readonly needsOperator: boolean;
  readonly cause?: unknown;
};

export type Failure = PermanentFailure | TransientFailure;
