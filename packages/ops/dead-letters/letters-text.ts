// Letters as people read them: by cause and company.
import { ops } from "../target/ops-line.ts";
import type { Target } from "../target/target.ts";
import { toHiddenSeconds } from "./look.ts";
import { countOf, toAge, toDuration } from "../terminal/in-words.ts";
import { toTable } from "../terminal/table.ts";
import type { Unmatched } from "./filter.ts";
import type { LetterSummary } from "./summary.ts";

/** More than these, and only how many of each company are shown. */
const mostRows = 20;

/** Of one cause. */
const mostCompanies = 10;

const noCode = "no code logged";
const notReadCode = "cause not read";
const noCompany = "no company";

type Group = { readonly code: string; readonly company: string; readonly letters: readonly LetterSummary[] };

/** The largest first. */
const toGroups = (letters: readonly LetterSummary[]): readonly Group[] => {
  const groups = Map.groupBy(
    letters,
    ({ code, company_id }) => `${code ?? noCode}\n${company_id ?? noCompany}`,
  );
  return [...groups]
    .map(([key, members]) => {
      const [code = "", company = ""] = key.split("\n");
      return { code, company, letters: members };
    })
    .toSorted((left, right) => right.letters.length - left.letters.length);
};

/** `2 letters: AccessDenied, e0721e56-fb09-4273-ae74-7bcbc92d43eb` */
export const toGroupLines = (letters: readonly LetterSummary[]): readonly string[] =>
  toGroups(letters).map(
    ({ code, company, letters: { length } }) => `${countOf(length, "letter")}: ${code}, ${company}`,
  );

/** What was logged of them with their code, each once: `\n  PutItem failed: the service throttles (HTTP 400).` */
const toReasons = (letters: readonly LetterSummary[]): string =>
  [...new Set(letters.flatMap(({ detail }) => detail ?? []))].map((detail) => `\n  ${detail}`).join("");

const firstOf = (
  letters: readonly LetterSummary[],
  field: "received_at" | "expires_at",
): string | undefined => letters.map((letter) => letter[field]).toSorted()[0];

const sinceFirst = (letters: readonly LetterSummary[], now: Date): number =>
  now.getTime() - Date.parse(firstOf(letters, "received_at") ?? "");
const untilFirst = (letters: readonly LetterSummary[], now: Date): number =>
  Date.parse(firstOf(letters, "expires_at") ?? "") - now.getTime();

/** Both ids have to be there to be copied: with the age they take 79 columns. */
const toGroupSection = ({ code, company, letters }: Group, now: Date): string => {
  const whose = company === noCompany ? company : `company ${company}`;
  const rows = letters.map((letter) => [
    letter.id,
    letter.message_id ?? "-",
    toAge(sinceFirst([letter], now)),
  ]);
  return `${code}, ${whose}: ${countOf(letters.length, "letter")}${toReasons(letters)}\n${toTable(["id", "message id", "age"], rows)}`;
};

/** Of one cause, by company. */
const toCauseSection = (code: string, groups: readonly Group[], now: Date): string => {
  const rows = groups
    .slice(0, mostCompanies)
    .map(({ company, letters }) => [
      company,
      letters.length,
      toDuration(sinceFirst(letters, now)),
      toDuration(untilFirst(letters, now)),
    ]);
  const others = groups.slice(mostCompanies);
  const count = groups.reduce((sum, { letters }) => sum + letters.length, 0);
  return [
    `${code}: ${countOf(count, "letter")}${toReasons(groups.flatMap(({ letters }) => letters))}`,
    toTable(["company", "letters", "oldest", "expires in"], rows),
    ...(others.length === 0 ? [] : [`and ${countOf(others.length, "other company", "other companies")}`]),
  ].join("\n");
};

const toNext = (target: Pick<Target, "stack" | "isLocal">): string =>
  `Next: ${ops(target, "diagnose")} (whether that lasts)
      ${ops(target, "dlq show ID")} (one with its text)
      ${ops(target, "dlq redrive --limit 1")} (one back, once mended; then all)`;

/** @param unmatched how many there are, where none is as was asked */
export const toNoLetters = (unmatched?: number): string => {
  if (unmatched === undefined || unmatched === 0) return "No letters.";
  return unmatched === 1
    ? "The one letter does not match."
    : `None of ${countOf(unmatched, "letter")} matches.`;
};

/** Of those that were asked for by their ids. */
export const toNoSuchLetter = (ids: readonly string[]): string =>
  `No letter has the id ${ids.join(", ")}: mistyped, or moved or deleted already.`;

export type ListedLetters = {
  readonly letters: readonly LetterSummary[];
  readonly hidden: number;
  /** The log, where it could not be read, and why: no cause is known then. */
  readonly not_read: readonly string[];
} & Unmatched;

export const toLettersText = (
  { letters: found, hidden, none_of: unmatched, missing_ids: missing, not_read: notRead }: ListedLetters,
  target: Pick<Target, "stack" | "isLocal">,
  now: Date,
): string => {
  const letters =
    notRead.length === 0 ? found : found.map((letter) => ({ ...letter, code: letter.code ?? notReadCode }));
  const hint = [
    ...notRead.map((note) => `Not read: ${note}`),
    ...(missing === undefined ? [] : [toNoSuchLetter(missing)]),
    ...(hidden === 0
      ? []
      : [
          `${countOf(hidden, "letter")} hidden by another look or move, for ${toDuration(toHiddenSeconds(hidden) * 1000)} at most after it is over: try again then.`,
        ]),
  ];
  if (letters.length === 0) return [toNoLetters(unmatched), ...hint].join("\n");
  const groups = toGroups(letters);
  const others = hidden === 0 ? "" : `, and ${hidden.toLocaleString("en")} hidden`;
  const head = `${countOf(letters.length, "letter")}${others}; the first expires in ${toDuration(untilFirst(letters, now))}.`;
  const body =
    letters.length > mostRows
      ? [
          ...[...Map.groupBy(groups, ({ code }) => code)].map(([code, own]) =>
            toCauseSection(code, own, now),
          ),
          "Each of them: --json, or fewer with --code, --company, --older-than, --limit.",
        ]
      : groups.map((group) => toGroupSection(group, now));
  return [head, ...body, ...hint, toNext(target)].join("\n\n");
};
