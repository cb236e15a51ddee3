// How many rejections, in which time, are more than senders' own affair.

/** Milliseconds: what was rejected before says little about now. */
export const rejectionWindow = 5 * 60_000;

/** As many fire the alarm on them, by default. */
export const manyRejections = 10;
