// What is known about a company, and how people read it.
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
  readonly queue: { readonly waiting: number; readonly share: null };
};

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

export const toCompanyText = (report: CompanyReport): string => {
  const { company_id, since, processed, rejected, by_code, by_hour, queue } = report;
  const codes = Object.entries(by_code).map(([code, count]) => `${code} ${count.toLocaleString("en")}`);
  return [
    `company    ${company_id}`,
    `accepted   since ${toClock(new Date(since))}`,
    `processed  ${processed.toLocaleString("en")}`,
    `rejected   ${rejected.toLocaleString("en")}${codes.length === 0 ? "" : `: ${codes.join(", ")}`}`,
    `queue      ${countOf(queue.waiting, "message")} of all companies; SQS does not tell whose`,
    ...toHours(by_hour),
    "",
    `Its dead letters: ops dlq list --company ${company_id}`,
  ].join("\n");
};
