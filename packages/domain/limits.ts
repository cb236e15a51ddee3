// The sizes the contract promises; the infrastructure takes them from here.

/** The longest message, in bytes of UTF-8. */
export const MAX_RAW_BYTES = 262_144;

/** The longest `error` of a rejected record, in bytes of its JSON. */
export const MAX_ERROR_BYTES = 1_024;

/**
 * The longest date-time, in characters. RFC 3339 sets none to the fraction, and a fraction of 200 KB would push
 * the record over DynamoDB's 400 KB: a valid message that could never be recorded.
 */
export const MAX_DATE_TIME_LENGTH = 64;

/** How many records a page of a list holds. */
export const LIST_LIMIT = { minimum: 1, maximum: 100, default: 25 } as const;
