// The order in which a queue gives its messages: those of quiet groups before those of noisy ones.
import type { Database } from "../../../core/database.ts";
import { findNoisyGroups, makeRecentWork } from "./noisy-groups.ts";

export type Row = ReturnType<ReturnType<Database["prepare"]>["all"]>[number];

/** What a queue remembers of its groups. */
type Fairness = {
  readonly noisy: Set<string>;
  /** When each last sent. */
  readonly sentAt: Map<string, number>;
  readonly recent: ReturnType<typeof makeRecentWork>;
};

type FairOrderDeps = {
  readonly database: Database;
  /** Milliseconds since 1970, as the messages' own. */
  readonly time: () => number;
  /** A group that sent nothing for so long is quiet again. Real ms. */
  readonly silenceMs: number;
};

/** Its MessageGroupId. */
export const groupOf = ({ message_group: group }: Row): string | undefined =>
  typeof group === "string" ? group : undefined;

export const makeFairOrder = ({ database, time, silenceMs }: FairOrderDeps) => {
  const selectQuiet = database.prepare(
    `SELECT * FROM messages WHERE queue = ? AND noisy = 0 AND visible_at <= ?
     ORDER BY visible_at, receive_count, sent_at LIMIT ?`,
  );
  const selectOfGroup = database.prepare(
    `SELECT * FROM messages WHERE queue = ? AND message_group = ? AND visible_at <= ?
     ORDER BY visible_at, receive_count, sent_at LIMIT ?`,
  );
  const selectInFlight = database.prepare(
    `SELECT message_group, count(*) AS messages FROM messages
     WHERE queue = ? AND visible_at > ? AND receive_count > 0 GROUP BY message_group`,
  );
  const selectLastSent = database.prepare(
    "SELECT max(sent_at) AS sent_at FROM messages WHERE queue = ? AND message_group = ?",
  );
  const mark = database.prepare("UPDATE messages SET noisy = ? WHERE queue = ? AND message_group = ?");
  const markAllQuiet = database.prepare("UPDATE messages SET noisy = 0 WHERE noisy = 1");

  const fairness = new Map<string, Fairness>();
  const fairnessOf = (queueName: string): Fairness => {
    const known = fairness.get(queueName);
    if (known !== undefined) return known;
    const made = {
      noisy: new Set<string>(),
      sentAt: new Map<string, number>(),
      recent: makeRecentWork(time),
    };
    fairness.set(queueName, made);
    return made;
  };
  const isNoisy = (queueName: string, group: string | undefined): number =>
    group !== undefined && fairnessOf(queueName).noisy.has(group) ? 1 : 0;
  const sent = (queueName: string, group: string | undefined, at: number): void => {
    if (group !== undefined) fairnessOf(queueName).sentAt.set(group, at);
  };
  /** A consumer has ended its work on the message. */
  const worked = (queueName: string, row: Row | undefined): void => {
    const receivedAt = row?.["last_received_at"];
    if (row === undefined || typeof receivedAt !== "number") return;
    fairnessOf(queueName).recent.add(groupOf(row) ?? "", Math.max(0, time() - receivedAt));
  };

  /** Marks the groups that became noisy, or quiet again; gives the noisy ones, fewest messages in flight first. */
  const judge = (queueName: string, at: number): readonly string[] => {
    const { noisy, sentAt, recent } = fairnessOf(queueName);
    const inFlight = new Map<string, number>();
    let total = 0;
    for (const row of selectInFlight.all(queueName, at)) {
      total += Number(row["messages"]);
      const group = groupOf(row);
      if (group !== undefined) inFlight.set(group, Number(row["messages"]));
    }
    const { work, total: totalWork } = recent.read();
    const isSilent = (group: string): boolean => {
      // After a restart its messages tell.
      const last = sentAt.get(group) ?? Number(selectLastSent.get(queueName, group)?.["sent_at"] ?? 0);
      sentAt.set(group, last);
      return at - last >= silenceMs;
    };
    for (const group of findNoisyGroups(inFlight, total, work, totalWork)) {
      if (noisy.has(group) || isSilent(group) || selectOfGroup.get(queueName, group, at, 1) === undefined)
        continue;
      noisy.add(group);
      mark.run(1, queueName, group);
    }
    for (const group of noisy) {
      if (!isSilent(group) && selectOfGroup.get(queueName, group, at, 1) !== undefined) continue;
      noisy.delete(group);
      mark.run(0, queueName, group);
    }
    for (const [group] of sentAt) if (isSilent(group)) sentAt.delete(group);
    return [...noisy].toSorted((a, b) => (inFlight.get(a) ?? 0) - (inFlight.get(b) ?? 0));
  };

  /** Visible messages in the order in which SQS gives them: those of quiet groups first. */
  const select = (queueName: string, at: number, max: number): readonly Row[] => {
    const noisy = judge(queueName, at);
    const rows = selectQuiet.all(queueName, at, max);
    for (const group of noisy) {
      if (rows.length >= max) break;
      rows.push(...selectOfGroup.all(queueName, group, at, max - rows.length));
    }
    return rows;
  };

  /** After a restart every group is quiet until it shows otherwise. */
  const forget = (): void => {
    markAllQuiet.run();
  };

  return { select, judge, isNoisy, sent, worked, forget };
};
