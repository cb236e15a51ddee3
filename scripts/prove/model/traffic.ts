// What the model is asked about: how much is posted, how large it is, and how much of it one company posts.

export type Traffic = {
  /** Messages a second. */
  readonly rate: number;
  /** Of one message. */
  readonly kib: number;
  /** The largest company's part of the rate, 0 to 1. */
  readonly hotShare: number;
};
