// What is known about a company, and how people read it.
import { toNotReadLines } from "../attempt.ts";
import { ops } from "../target/ops-line.ts";
import type { Target } from "../target/target.ts";
import { countOf, toClock } from "../terminal/in-words.ts";
import { toTable } from "../terminal/table.ts";

export type HourOfCompany = {
  /** ISO 8601, its beginning. */
  readonly hour: string;
  readonly processed: number;
  readonly rejected: number;
};

export type CompanyReport = {
  readonly company_id: string;
  /** ISO 8601 */
  readonly since: string;
  readonly processed: number;
  readonly rejected: number;
  readonly by_code: Readonly<Record<string, number>>;
  /** Those in which something came, the oldest first. */
  readonly by_hour: readonly HourOfCompany[];
  /** Of all companies: SQS tells of none how much is its. */
  readonly queue: { readonly waiting: number | null; readonly share: null };
  /** `own` is null on AWS, where only a look tells whose they are, which hides them; 0 where there is none at all. */
  readonly dead_letters: {
    readonly count: number | null;
    readonly own: number | null;
    /** Hidden by somebody else, so that nobody knows whose they are; absent where there are none. */
    readonly unseen?: number;
  };
  /** What could not be read, and is null above, and why. */
  readonly not_read: readonly string[];
};

type Stack = Pick<Target, "stack" | "isLocal">;

/** A screen's worth. */
const mostHours = 24;

const toHours = (hours: readonly HourOfCompany[]): readonly string[] => {
  if (hours.length === 0) return [];
  const shown = hours.slice(-mostHours);
  const rows = shown.map(({ hour, processed, rejected }) => [
    hour.slice(0, 16).replace("T", " "),
    processed,
    rejected,
  ]);
  const earlier = hours.length - shown.length;
  const more = earlier === 0 ? "" : `\n${countOf(earlier, "earlier hour")}: --json has them`;
  return ["", `${toTable(["hour (UTC)", "processed", "rejected"], rows)}${more}`];
};

const toLetters = ({ company_id: id, dead_letters }: CompanyReport, target: Stack): string => {
  const { count, own, unseen = 0 } = dead_letters;
  if (count === null) return "not read";
  const list = `\n           ${ops(target, `dlq list --company ${id}`)}`;
  const others =
    unseen === 0
      ? ""
      : `\n           ${countOf(unseen, "letter")} hidden by another look or move: nobody knows whose`;
  if (own === 0) return `none of its own in the dead-letter queue${others}`;
  return own === null
    ? `${countOf(count, "dead letter")} of all companies; its own, by a look that hides them:${list}`
    : `${countOf(own, "dead letter")}:${list}${others}`;
};

const toUnknown = ({ processed, rejected, dead_letters }: CompanyReport): readonly string[] => {
  const { own, unseen = 0 } = dead_letters;
  if (processed + rejected > 0 || (own ?? 0) > 0) return [];
  const aside = own === null || unseen > 0 ? ", dead letters aside" : "";
  return ["", `Nothing is known of it in this time${aside}: is the id right? --since 14d goes further back.`];
};

export const toCompanyText = (report: CompanyReport, target: Stack): string => {
  const { company_id, since, processed, rejected, by_code, by_hour, queue } = report;
  const codes = Object.entries(by_code).map(([code, count]) => `${code} ${count.toLocaleString("en")}`);
  return [
    `company    ${company_id}`,
    `accepted   since ${toClock(new Date(since))}`,
    `processed  ${processed.toLocaleString("en")}`,
    `rejected   ${rejected.toLocaleString("en")}${codes.length === 0 ? "" : `: ${codes.join(", ")}`}`,
    `queue      ${queue.waiting === null ? "not read" : `${countOf(queue.waiting, "message")} of all companies; SQS does not tell whose`}`,
    `letters    ${toLetters(report, target)}`,
    ...toHours(by_hour),
    ...toUnknown(report),
    ...toNotReadLines(report.not_read),
  ].join("\n");
};
