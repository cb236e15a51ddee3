// Which letters a command is about.
import * as t from "io-ts";
import { notEmpty, toCompanyId, toMilliseconds, toUuid, wholeNumber } from "../option-values.ts";
import type { LetterSummary } from "./summary.ts";

export type LetterFilter = {
  readonly code?: string;
  readonly company?: string;
  /** Milliseconds. */
  readonly olderThan?: number;
  /** SQS ids or message ids. */
  readonly id?: readonly string[];
  readonly limit?: number;
};

/** A variable of the shell that is not set fits nothing, where it might fit all that lack the thing. */
const toText = notEmpty("Expected it not to be empty.");

const Texts = t.readonlyArray(t.string);

const toIds = (text: string, before: unknown): readonly string[] => [
  ...(Texts.is(before) ? before : []),
  toUuid(text),
];

export const filterOptions = [
  {
    flags: "--code <code>",
    description: "those whose last delivery failed with it; `none` for those without a code",
    parse: toText,
  },
  { flags: "--company <id>", description: "those of one company", parse: toCompanyId },
  {
    flags: "--older-than <time>",
    description: "those accepted longer ago: 90s, 30m, 2h, 3d",
    parse: toMilliseconds,
  },
  { flags: "--id <id...>", description: "those with these ids, SQS's or the messages'", parse: toIds },
  { flags: "--limit <n>", description: "no more than so many, the oldest first", parse: wholeNumber(1) },
] as const;

export const isFiltered = ({ code, company, olderThan, id, limit }: LetterFilter): boolean =>
  [code, company, olderThan, id, limit].some((part) => part !== undefined);

/** It says whose letters, or which: where none is such a one, it may be mistyped. */
export const isNaming = ({ code, company, id }: LetterFilter): boolean =>
  [code, company, id].some((part) => part !== undefined);

export type Unmatched = {
  /** How many letters there are, where none is as was asked; absent otherwise. */
  readonly none_of?: number;
  /** Of the ids that were asked for, those that none of the letters has, where others are there; absent otherwise. */
  readonly missing_ids?: readonly string[];
};

type Selected = {
  /** The oldest first. */
  readonly letters: readonly LetterSummary[];
  /** Ids that were asked for, and that no letter has that is as was asked otherwise. */
  readonly missing: readonly string[];
};

export const selectLetters = (
  letters: readonly LetterSummary[],
  { code, company, olderThan, id, limit }: LetterFilter,
  now: Date,
): Selected => {
  const wanted = id && new Set(id.map((each) => each.toLowerCase()));
  const matches = (letter: LetterSummary): boolean =>
    (code === undefined || (letter.code ?? "none") === code) &&
    (company === undefined || letter.company_id === company) &&
    (olderThan === undefined || Date.parse(letter.received_at) <= now.getTime() - olderThan) &&
    (wanted === undefined ||
      wanted.has(letter.id) ||
      (letter.message_id !== null && wanted.has(letter.message_id)));
  const fitting = letters.filter(matches);
  const found = new Set(fitting.flatMap((letter) => [letter.id, letter.message_id]));
  return {
    letters: fitting
      .toSorted((left, right) => left.received_at.localeCompare(right.received_at))
      .slice(0, limit),
    missing: [...(wanted ?? [])].filter((each) => !found.has(each)),
  };
};
