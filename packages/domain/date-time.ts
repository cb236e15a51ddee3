// RFC 3339 date-times, checked against the calendar: `new Date` accepts far more.
import { MAX_DATE_TIME_LENGTH } from "./limits.ts";
import { textCodec } from "./text-codec.ts";

/** The grammar of a {@link DateTime}, for a JSON-schema `pattern`; whether there is such a day it cannot say. */
export const DATE_TIME_PATTERN = String.raw`^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$`;

/** The same, with hours, minutes and seconds that there are: of the calendar, days alone are left to be checked. */
const DATE_TIME =
  /^\d\d\d\d-\d\d-\d\d[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

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

/** Of a text that has four digits there. */
const fourDigits = (text: string, at: number): number => twoDigits(text, at) * 100 + twoDigits(text, at + 2);

const hasDay = (text: string): boolean => {
  const day = twoDigits(text, 8);
  return day >= 1 && day <= daysInMonth(fourDigits(text, 0), twoDigits(text, 5));
};

/** Whether the text is a {@link DateTime}. */
export const isDateTime = (text: string): boolean =>
  text.length <= MAX_DATE_TIME_LENGTH && DATE_TIME.test(text) && hasDay(text);

/** All but the fraction stands at fixed places, from the beginning or from the end. */
const readDateTime = (text: string): DateTimeParts | undefined => {
  if (!isDateTime(text)) return undefined;
  const isUtc = /[Zz]$/.test(text);
  const zoneAt = text.length - (isUtc ? 1 : 6);
  const offset = isUtc ? 0 : twoDigits(text, zoneAt + 1) * 60 + twoDigits(text, zoneAt + 4);
  return {
    year: fourDigits(text, 0),
    month: twoDigits(text, 5),
    day: twoDigits(text, 8),
    secondOfDay: twoDigits(text, 11) * 3_600 + twoDigits(text, 14) * 60 + twoDigits(text, 17),
    offsetMinutes: text[zoneAt] === "-" ? -offset : offset,
    fraction: text.slice("yyyy-mm-ddThh:mm:ss.".length, zoneAt),
  };
};

/**
 * An RFC 3339 date-time with a zone, kept as it was written. Stricter than the RFC in two ways: a leap second
 * (`:60`) is refused, because whether one was inserted needs a table; and 64 characters are the most. Lower-case `t`
 * and `z` pass, as the RFC's grammar has it (§5.6); a blank for the `T` does not.
 */
export const DateTime = textCodec("an RFC 3339 date-time with a zone", (text) =>
  isDateTime(text) ? text : undefined,
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
