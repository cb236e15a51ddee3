// Counts a company's records, by an index that holds them in the order in which they were accepted.
import { paginateQuery } from "@aws-sdk/client-dynamodb";
import { makeAttempt } from "../attempt.ts";
import { countLetters } from "../dead-letters/count-letters.ts";
import { readDepth } from "../queue-depth.ts";
import { companyIndex } from "../target/table-indexes.ts";
import type { Target } from "../target/target.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { CompanyReport, HourOfCompany } from "./company-text.ts";

const toHour = (receivedAt: string): string => `${receivedAt.slice(0, 13)}:00:00.000Z`;

type Counts = {
  readonly hours: ReadonlyMap<string, HourOfCompany>;
  readonly codes: ReadonlyMap<string, number>;
};

const countRecords = async (
  { clients, table }: Target,
  company: string,
  since: Date,
  onRead: (count: number) => void,
): Promise<Counts> => {
  const hours = new Map<string, HourOfCompany>();
  const codes = new Map<string, number>();
  const pages = paginateQuery(
    { client: clients.dynamodb },
    {
      TableName: table,
      IndexName: companyIndex,
      KeyConditionExpression: "company_id = :company AND received_at >= :since",
      ExpressionAttributeValues: { ":company": { S: company }, ":since": { S: since.toISOString() } },
      ProjectionExpression: "received_at, #status, #error.code",
      ExpressionAttributeNames: { "#status": "status", "#error": "error" },
    },
  );
  for await (const { Items = [] } of pages) {
    onRead(Items.length);
    for (const { received_at, status, error } of Items) {
      const hour = toHour(received_at?.S ?? "");
      const { processed, rejected } = hours.get(hour) ?? { processed: 0, rejected: 0 };
      const isRejected = status?.S === "Rejected";
      hours.set(hour, {
        hour,
        processed: processed + (isRejected ? 0 : 1),
        rejected: rejected + (isRejected ? 1 : 0),
      });
      const code = error?.M?.["code"]?.S;
      if (code !== undefined) codes.set(code, (codes.get(code) ?? 0) + 1);
    }
  }
  return { hours, codes };
};

const readLetters = async (target: Target, company: string): Promise<CompanyReport["dead_letters"]> => {
  const { visible, inFlight } = await readDepth(target, target.deadLetterQueueUrl);
  const count = visible + inFlight;
  if (count === 0) return { count, own: 0 };
  if (!target.isLocal) return { count, own: null };
  const { meant, unseen } = await countLetters(target, ({ companyId }) => companyId === company);
  return { count, own: meant, ...(unseen === 0 ? {} : { unseen }) };
};

const sumOf = (hours: readonly HourOfCompany[], status: "processed" | "rejected"): number =>
  hours.reduce((sum, hour) => sum + hour[status], 0);

export const readCompany = async (
  target: Target,
  company: string,
  since: Date,
  terminal: Terminal,
): Promise<CompanyReport> => {
  const progress = terminal.progress("reading records");
  const { hours, codes } = await countRecords(target, company, since, progress.advance).finally(
    progress.done,
  );
  const notes = new Set<string>();
  const attempt = makeAttempt(notes);
  const queue = await attempt("the queue", async () => readDepth(target, target.queueUrl));
  const letters = await attempt("dead letters", async () => readLetters(target, company));
  const byHour = [...hours.values()];
  return {
    company_id: company,
    since: since.toISOString(),
    processed: sumOf(byHour, "processed"),
    rejected: sumOf(byHour, "rejected"),
    by_code: Object.fromEntries([...codes].toSorted(([, left], [, right]) => right - left)),
    by_hour: byHour,
    queue: {
      waiting: queue === undefined ? null : queue.visible + queue.inFlight + queue.delayed,
      share: null,
    },
    dead_letters: letters ?? { count: null, own: null },
    not_read: [...notes],
  };
};
