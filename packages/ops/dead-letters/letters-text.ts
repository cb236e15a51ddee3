// Letters as people read them: by cause and company.
import { countOf, toDuration } from "../terminal/in-words.ts";
import { toTable } from "../terminal/table.ts";
import type { LetterSummary } from "./summary.ts";

/** More than these, and only the groups are shown. */
const mostRows = 20;

const noCode = "no code logged";
const noCompany = "no company";

type Group = { readonly code: string; readonly company: string; readonly letters: readonly LetterSummary[] };

/** The largest first. */
export const toGroups = (letters: readonly LetterSummary[]): readonly Group[] => {
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

const age = (time: string | undefined, now: Date): string =>
  toDuration(now.getTime() - Date.parse(time ?? ""));
const left = (time: string | undefined, now: Date): string =>
  toDuration(Date.parse(time ?? "") - now.getTime());

const firstOf = (
  letters: readonly LetterSummary[],
  field: "received_at" | "expires_at",
): string | undefined => letters.map((letter) => letter[field]).toSorted()[0];

const toGroupTable = (groups: readonly Group[], now: Date): string =>
  toTable(
    ["letters", "code", "company", "oldest", "expires in"],
    groups.map(({ code, company, letters }) => [
      letters.length,
      code,
      company,
      age(firstOf(letters, "received_at"), now),
      left(firstOf(letters, "expires_at"), now),
    ]),
  );

const toGroupSection = ({ code, company, letters }: Group, now: Date): string => {
  const whose = company === noCompany ? company : `company ${company}`;
  const rows = letters.map(({ id, message_id, received_at, expires_at }) => [
    id,
    message_id ?? "-",
    age(received_at, now),
    left(expires_at, now),
  ]);
  return `${code}, ${whose}: ${countOf(letters.length, "letter")}\n${toTable(["id", "message id", "age", "expires in"], rows)}`;
};

export const toLettersText = (letters: readonly LetterSummary[], hidden: number, now: Date): string => {
  const hint =
    hidden === 0
      ? []
      : [`${countOf(hidden, "letter")} hidden by another look or move: try again in half a minute.`];
  if (letters.length === 0) return ["No letters.", ...hint].join("\n");
  const groups = toGroups(letters);
  const head = `${countOf(letters.length, "letter")}; the first expires in ${left(firstOf(letters, "expires_at"), now)}.`;
  const body =
    letters.length > mostRows
      ? [
          toGroupTable(groups, now),
          "Each of them: --json, or fewer of them with --code, --company, --older-than, --limit.",
        ]
      : groups.map((group) => toGroupSection(group, now));
  return [head, ...body, ...hint].join("\n\n");
};
