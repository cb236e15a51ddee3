// What options take: numbers, times, names, companies. Each throws InvalidArgumentError for anything else.
import { Uuid } from "@message-handler/domain/uuid.ts";
import { InvalidArgumentError } from "commander";
import * as E from "fp-ts/lib/Either.js";

/** A whole number of at least `least`. */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER): ((text: string) => number) =>
  (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(
      `Expected a whole number ${most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`}.`,
    );
  };

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A hundred years: further back no clock of AWS's goes. */
const mostDays = 36_500;

/** `90s`, `30m`, `2h`, `3d`, in milliseconds. */
export const toMilliseconds = (text: string): number => {
  const { count = "", unit = "" } = /^(?<count>\d+)(?<unit>[smhd])$/.exec(text)?.groups ?? {};
  const unitLength = unitMs[unit];
  if (unitLength === undefined) throw new InvalidArgumentError("Expected a time such as 90s, 30m, 2h or 3d.");
  const ms = Number(count) * unitLength;
  if (ms > mostDays * 86_400_000) throw new InvalidArgumentError(`Expected a time of at most ${mostDays}d.`);
  return ms;
};

/** A variable of the shell that is not set is an empty text, and names nothing. */
export const notEmpty =
  (refusal: string): ((text: string) => string) =>
  (text) => {
    if (text.trim() === "") throw new InvalidArgumentError(refusal);
    return text;
  };

/** Of a letter or of a message. */
export const toUuid = (text: string): string => {
  const id = Uuid.decode(text);
  if (E.isLeft(id)) throw new InvalidArgumentError("Expected the id of a letter, or of its message, a UUID.");
  return id.right;
};

export const toCompanyId = (text: string): string => {
  const company = Uuid.decode(text);
  if (E.isLeft(company)) throw new InvalidArgumentError("Expected a company's id, a UUID.");
  return company.right;
};
