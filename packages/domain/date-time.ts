// RFC 3339 date-times, checked against the calendar: `new Date` accepts far more.
import { MAX_DATE_TIME_LENGTH } from "./limits.ts";
import { textCodec } from "./text-codec.ts";

/** The grammar of a {@link DateTime}, for a JSON-schema `pattern`; whether there is such a day it cannot say. */
export const DATE_TIME_PATTERN = String.raw`^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$`;

const SHAPE = new RegExp(DATE_TIME_PATTERN);

const MS_PER_MINUTE = 60_000;

type DateTimeParts = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly secondOfDay: number;
  readonly offsetMinutes: number;
  /** The digits after the point, or none. */
  readonly fraction: string;
};

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : (MONTHS[month - 1] ?? 0);

/** Milliseconds since the epoch of the wall clock, fraction left out, as if the zone were UTC. */
const toWallClockMs = ({ year, month, day, secondOfDay }: DateTimeParts): number => {
  const midnight = new Date(0);
  // Not Date.UTC: it takes the years 0 to 99 for 1900 to 1999.
  midnight.setUTCFullYear(year, month - 1, day);
  return midnight.getTime() + secondOfDay * 1_000;
};

/** Of a text that has two digits there. */
const twoDigits = (text: string, at: number): number =>
  text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;

/** All but the fraction stands at fixed places, from the beginning or from the end: reading groups takes three times as long. */
const readDateTime = (text: string): DateTimeParts | undefined => {
  if (text.length > MAX_DATE_TIME_LENGTH || !SHAPE.test(text)) return undefined;
  const [year, month, day] = [
    twoDigits(text, 0) * 100 + twoDigits(text, 2),
    twoDigits(text, 5),
    twoDigits(text, 8),
  ];
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  const isUtc = /[Zz]$/.test(text);
  const zone = text.length - (isUtc ? 1 : 6);
  const [zoneHour, zoneMinute] = isUtc ? [0, 0] : [twoDigits(text, zone + 1), twoDigits(text, zone + 4)];
  if (day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || zoneHour > 23 || zoneMinute > 59) return undefined;
  const offset = zoneHour * 60 + zoneMinute;
  return {
    year,
    month,
    day,
    secondOfDay: hour * 3_600 + minute * 60 + second,
    offsetMinutes: text[zone] === "-" ? -offset : offset,
    fraction: text.slice("yyyy-mm-ddThh:mm:ss.".length, zone),
  };
};

/**
 * An RFC 3339 date-time with a zone, kept as it was written. Stricter than the RFC in two ways: a leap second
 * (`:60`) is refused, because whether one was inserted needs a table; and 64 characters are the most. Lower-case `t`
 * and `z` pass, as the RFC's grammar has it (§5.6); a blank for the `T` does not.
 */
export const DateTime = textCodec("an RFC 3339 date-time with a zone", (text) =>
  readDateTime(text) === undefined ? undefined : text,
);

const EARLIEST_MS = Date.parse("0000-01-01T00:00:00.000Z");
const LATEST_MS = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * The same instant as ISO 8601 in UTC with milliseconds, so that text order is time order; undefined when the text is
 * not a {@link DateTime}. An instant that its offset carries out of the years 0000 to 9999 becomes the nearest one
 * within them.
 *
 * @param rounding what becomes of anything finer than a millisecond: `up` for a lower bound, `down` for an upper one,
 *   so that an inclusive range takes in nothing that lies outside it
 */
export const toUtcIso = (text: string, rounding: "up" | "down" = "down"): string | undefined => {
  const parts = readDateTime(text);
  if (parts === undefined) return undefined;
  const milliseconds = Number(parts.fraction.slice(0, 3).padEnd(3, "0"));
  const extra = rounding === "up" && /[1-9]/.test(parts.fraction.slice(3)) ? 1 : 0;
  const instant = toWallClockMs(parts) - parts.offsetMinutes * MS_PER_MINUTE + milliseconds + extra;
  return new Date(Math.min(Math.max(instant, EARLIEST_MS), LATEST_MS)).toISOString();
};

/** The one form instants have in records: ISO 8601, UTC, milliseconds. */
export const UtcInstant = textCodec("an instant in UTC with milliseconds", (text) =>
  toUtcIso(text) === text ? text : undefined,
);
