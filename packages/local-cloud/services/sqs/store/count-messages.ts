// How many messages a queue holds, how many of them are hidden, and how old the oldest is.
import type { Database } from "../../../core/database.ts";
import type { QueueDepth } from "../../../core/state.ts";
import type { Row } from "./message-row.ts";

type Depth = QueueDepth["quiet_groups"];
export type Counts = Depth & Pick<QueueDepth, "noisy_groups" | "quiet_groups">;

const toDepth = ({ messages = 0, in_flight = 0, delayed = 0, oldest }: Row): Depth => ({
  visible: Number(messages) - Number(in_flight) - Number(delayed),
  in_flight: Number(in_flight),
  delayed: Number(delayed),
  oldest_sent_at: typeof oldest === "number" ? new Date(oldest) : null,
});
const toEarlier = (left: Date | null, right: Date | null): Date | null =>
  left !== null && (right === null || left <= right) ? left : right;
const addDepths = (left: Depth, right: Depth): Depth => ({
  visible: left.visible + right.visible,
  in_flight: left.in_flight + right.in_flight,
  delayed: left.delayed + right.delayed,
  oldest_sent_at: toEarlier(left.oldest_sent_at, right.oldest_sent_at),
});

export const makeCountMessages = (database: Database) => {
  // The plus keeps SQLite to the index that holds all of it.
  const count = database.prepare(
    `SELECT noisy, count(*) AS messages, min(coalesce(dead_lettered_at, sent_at)) AS oldest,
       count(*) FILTER (WHERE visible_at > ?1 AND receive_count > 0) AS in_flight,
       count(*) FILTER (WHERE visible_at > ?1 AND receive_count = 0) AS delayed
     FROM messages WHERE queue = ?2 AND +sent_at > ?3 GROUP BY noisy`,
  );
  /** Of messages that were sent after `expiredAt`. */
  return (queueName: string, at: number, expiredAt: number): Omit<Counts, "noisy_groups"> => {
    const rows = count.all(at, queueName, expiredAt);
    const depthOf = (lane: number): Depth => toDepth(rows.find((row) => row["noisy"] === lane) ?? {});
    const quiet = depthOf(0);
    return { ...addDepths(quiet, depthOf(1)), quiet_groups: quiet };
  };
};
