// The order in which a queue gives its messages: those of quiet groups before those of noisy ones.
import type { Database } from "../../../core/database.ts";
import { groupOf, type Row } from "./message-row.ts";
import { findNoisyGroups, makeRecentWork } from "./noisy-groups.ts";

/** What a queue remembers of its groups. */
type Fairness = {
  /** The noisy groups, and when a message of each was last seen in flight. */
  readonly noisy: Map<string, number>;
  readonly recent: ReturnType<typeof makeRecentWork>;
};

type FairOrderDeps = {
  readonly database: Database;
  /** Milliseconds since 1970, as the messages' own. */
  readonly time: () => number;
  /** A noisy group of which nothing was in flight for so long is quiet again. Real ms. */
  readonly idleMs: number;
};

export const makeFairOrder = ({ database, time, idleMs }: FairOrderDeps) => {
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
  const mark = database.prepare("UPDATE messages SET noisy = ? WHERE queue = ? AND message_group = ?");
  const markAllQuiet = database.prepare("UPDATE messages SET noisy = 0 WHERE noisy = 1");

  const fairness = new Map<string, Fairness>();
  const fairnessOf = (queueName: string): Fairness => {
    const known = fairness.get(queueName);
    if (known !== undefined) return known;
    const made = { noisy: new Map<string, number>(), recent: makeRecentWork(time) };
    fairness.set(queueName, made);
    return made;
  };
  const isNoisy = (queueName: string, group: string | undefined): number =>
    group !== undefined && fairnessOf(queueName).noisy.has(group) ? 1 : 0;
  /** A consumer has ended its work on the message. */
  const worked = (queueName: string, row: Row | undefined): void => {
    const receivedAt = row?.["last_received_at"];
    if (row === undefined || typeof receivedAt !== "number") return;
    fairnessOf(queueName).recent.add(groupOf(row) ?? "", Math.max(0, time() - receivedAt));
  };

  /** Marks the groups that became noisy, or quiet again; gives the noisy ones, fewest messages in flight first. */
  const judge = (queueName: string, at: number): readonly string[] => {
    const { noisy, recent } = fairnessOf(queueName);
    const inFlight = new Map<string, number>();
    let total = 0;
    for (const row of selectInFlight.all(queueName, at)) {
      total += Number(row["messages"]);
      const group = groupOf(row);
      if (group !== undefined) inFlight.set(group, Number(row["messages"]));
    }
    const { work, total: totalWork } = recent.read();
    const hasBacklog = (group: string): boolean => selectOfGroup.get(queueName, group, at, 1) !== undefined;
    for (const group of findNoisyGroups(inFlight, total, work, totalWork)) {
      if (noisy.has(group) || !hasBacklog(group)) continue;
      noisy.set(group, at);
      mark.run(1, queueName, group);
    }
    for (const [group, lastInFlight] of noisy) {
      if (inFlight.has(group)) noisy.set(group, at);
      const isIdle = !inFlight.has(group) && at - lastInFlight >= idleMs;
      if (hasBacklog(group) && !isIdle) continue;
      noisy.delete(group);
      mark.run(0, queueName, group);
    }
    return [...noisy.keys()].toSorted((a, b) => (inFlight.get(a) ?? 0) - (inFlight.get(b) ?? 0));
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

  return { select, judge, isNoisy, worked, forget };
};
