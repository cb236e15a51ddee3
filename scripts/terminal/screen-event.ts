// What happened, in the pieces of the one line that tells a person.

export type Tone = "good" | "warn" | "bad" | "faint";

export type Piece = {
  readonly text: string;
  readonly tone?: Tone;
  /** Gives way, from its end, when the line is too long for the terminal. */
  readonly gives?: true;
};

/** What the summary at the end counts. */
export type Total = "accepted" | "processed" | "duplicate" | "rejected" | "failed" | "postponed";
export type Totals = Readonly<Record<Total, number>>;
export const noTotals: Totals = {
  accepted: 0,
  processed: 0,
  duplicate: 0,
  rejected: 0,
  failed: 0,
  postponed: 0,
};

export type ScreenEvent = {
  /** ISO 8601. */
  readonly time: string;
  readonly pieces: readonly Piece[];
  /** What many of its kind are called when one line tells of all of them. */
  readonly kind: Piece;
  /** How long it took. */
  readonly ms?: number | undefined;
  /** Shown whole, in several lines if need be: what is wrong must not be cut off. */
  readonly wraps?: true;
  /**
   * Of what repeats until its cause is mended: one is told by itself, the others together. Called when that is told, for
   * what is to be said of all of them then.
   */
  readonly together?: () => string;
  readonly total?: Total;
};

const seconds = (value: number): string => `${Number(value.toFixed(1))} s`;

/** `96 ms`, `1.4 s`, `4 min 12 s`, `3 h 5 min`. */
export const toDuration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return seconds(ms / 1000);
  const total = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor(total / 60) % 60];
  return hours === 0 ? `${minutes} min ${total % 60} s` : `${hours} h ${minutes} min`;
};

/** The beginning of an id is enough to tell messages apart by eye. */
export const toShortId = (id: string): string =>
  /^[\da-f]{8}-[\da-f-]{27}$/i.test(id) ? id.slice(0, 8) : id.slice(0, 16);
