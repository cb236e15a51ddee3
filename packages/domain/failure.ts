// Why processing or a query failed: one closed union for the whole system.
import * as t from "io-ts";

/** Where a field is wrong and what was expected there; never what was found. */
export type FieldError = {
  /** `metadata.message_time`; `$` for the message as a whole. */
  readonly path: string;
  /** `an RFC 3339 date-time with a zone` */
  readonly expected: string;
};

export const PermanentCode = t.keyof({
  MalformedJson: null,
  InvalidMessage: null,
  MessageIdConflict: null,
  CompanyMismatch: null,
});
export type PermanentCode = t.TypeOf<typeof PermanentCode>;

/** The message itself is invalid: recorded as rejected and acknowledged, because a retry cannot help. */
export type PermanentFailure = {
  readonly kind: "Permanent";
  readonly code: PermanentCode;
  /** One sentence without any value from the message. */
  readonly detail: string;
  readonly fields: readonly FieldError[];
};

/** Anything else, unknown errors included: never a reason to reject a message. */
export type TransientFailure = {
  readonly kind: "Transient";
  /** The name the source gave it (`ThrottlingException`, `ECONNRESET`), or `Unknown`. */
  readonly code: string;
  /** One sentence without any value from the message and without an ARN. */
  readonly detail: string;
  /** True when no retry will help (access denied, a missing table, a bug): logged at ERROR. */
  readonly needsOperator: boolean;
  /** True when the service asked for fewer calls: says nothing about the message, however often it happens. */
  readonly isThrottled?: boolean;
  readonly cause?: unknown;
};

export type Failure = PermanentFailure | TransientFailure;

const permanent = (
  code: PermanentCode,
  detail: string,
  fields: readonly FieldError[] = [],
): PermanentFailure => ({ kind: "Permanent", code, detail, fields });

export const malformedJson = permanent("MalformedJson", "The message is not valid JSON.");

export const invalidMessage = (fields: readonly FieldError[]): PermanentFailure =>
  permanent("InvalidMessage", "The message does not match the schema.", fields);

export const messageIdConflict = permanent(
  "MessageIdConflict",
  "Another message already uses this message_id.",
);

export const companyMismatch = permanent(
  "CompanyMismatch",
  "The company_id does not match the sender's credentials.",
);

const byCode = {
  MalformedJson: () => malformedJson,
  InvalidMessage: invalidMessage,
  MessageIdConflict: () => messageIdConflict,
  CompanyMismatch: () => companyMismatch,
} satisfies Record<PermanentCode, (fields: readonly FieldError[]) => PermanentFailure>;

/** The way back from what was stored of a failure. */
export const toPermanentFailure = (code: PermanentCode, fields: readonly FieldError[]): PermanentFailure =>
  byCode[code](fields);

const toFieldError = ({ context }: t.ValidationError): FieldError => {
  const keys = context.map((entry) => entry.key).filter((key) => key !== "");
  return {
    path: keys.length === 0 ? "$" : keys.join("."),
    expected: context.at(-1)?.type.name ?? "something else",
  };
};

/** Paths and expectations only: io-ts's own reporters print the whole value. */
export const toFieldErrors = (errors: t.Errors): readonly FieldError[] => errors.map(toFieldError);
