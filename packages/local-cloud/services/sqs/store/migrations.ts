// What SQS keeps: messages, and message move tasks. Times are milliseconds since 1970.

/**
 * A message is hidden until `visible_at`: by its delay before the first receive, by its visibility time-out after
 * one. `receive_count` also tells one receive of a message from another. `dead_letter_source` is the ARN of the
 * queue that the message was dead-lettered from, `dead_lettered_at` when that was: its age counts from then on. `message_group` is its MessageGroupId. `noisy` is 1 while that group is a
 * noisy neighbour: it stands in the index, so that the quiet groups' messages are found without a look at the others.
 *
 * The indexes hold all that searching and counting need, so that only rows that are handed out are read. A change
 * is a new entry at the end: one that adds a column alters what an older file holds.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE messages (
     sequence INTEGER PRIMARY KEY,
     id TEXT NOT NULL,
     queue TEXT NOT NULL,
     sent_at INTEGER NOT NULL,
     visible_at INTEGER NOT NULL,
     receive_count INTEGER NOT NULL DEFAULT 0,
     first_received_at INTEGER,
     dead_letter_source TEXT,
     attributes TEXT NOT NULL,
     body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX messages_by_visibility ON messages (queue, visible_at, receive_count, sent_at);
   CREATE INDEX messages_by_age ON messages (queue, sent_at);
   CREATE TABLE move_tasks (
     handle TEXT NOT NULL UNIQUE,
     source_arn TEXT NOT NULL,
     is_running INTEGER NOT NULL,
     task TEXT NOT NULL
   ) STRICT`,
  `ALTER TABLE messages ADD COLUMN message_group TEXT;
   ALTER TABLE messages ADD COLUMN noisy INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE messages ADD COLUMN last_received_at INTEGER;
   DROP INDEX messages_by_visibility;
   CREATE INDEX messages_by_visibility ON messages (queue, noisy, visible_at, receive_count, sent_at);
   CREATE INDEX messages_by_group ON messages (queue, message_group, visible_at, receive_count, sent_at)
     WHERE message_group IS NOT NULL;
   CREATE INDEX messages_in_flight ON messages (queue, visible_at, message_group) WHERE receive_count > 0`,
  `ALTER TABLE messages ADD COLUMN trace_header TEXT`,
  `ALTER TABLE messages ADD COLUMN dead_lettered_at INTEGER;
   DROP INDEX messages_by_visibility;
   CREATE INDEX messages_by_visibility
     ON messages (queue, noisy, visible_at, receive_count, sent_at, dead_lettered_at)`,
];
