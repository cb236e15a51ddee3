// Times and counts as people say them.
import prettyMilliseconds from "pretty-ms";

/** `3d 4h`; a negative time reads as none. */
export const toDuration = (milliseconds: number): string =>
  milliseconds < 1000 ? "0s" : prettyMilliseconds(milliseconds, { unitCount: 2, secondsDecimalDigits: 0 });

/** The same in its largest unit, for a narrow column: `3d`. */
export const toAge = (milliseconds: number): string =>
  milliseconds < 1000 ? "0s" : prettyMilliseconds(milliseconds, { compact: true });

/** `2026-01-31 10:15:00 UTC` */
export const toClock = (at: Date): string => `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** `1 letter`, `2 letters` */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
