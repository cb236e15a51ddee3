// A message store in memory that follows the write rules, for tests of the use case.
import type { ProcessMessageDeps } from "./process-message.ts";
import type { ReceivedMessage } from "./received-message.ts";
import { decide } from "@message-handler/domain/record-machine.ts";
import type { ArchivedObject, ArchiveOutcome, RecordOutcome } from "@message-handler/domain/ports.ts";
import type { MessageRecord, RecordKey } from "@message-handler/domain/record.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import * as E from "fp-ts/lib/Either.js";

export const aReceivedMessage = (raw: string, senderCompany?: string): ReceivedMessage => ({
  envelope: {
    message: raw,
    sha256: sha256(raw),
    received_at: "2023-12-10T22:02:39.123Z",
    request_id: "request-1",
  },
  ...(senderCompany === undefined ? {} : { senderCompany }),
});

export type MemoryStore = ProcessMessageDeps & {
  /** By key. */
  readonly archive: ReadonlyMap<string, ArchivedObject>;
  readonly records: ReadonlyMap<RecordKey, MessageRecord>;
  /** Every write that changed something, in order: `put c/m.json`, `record m Processed`. */
  readonly writes: readonly string[];
};

/** Each instant that `now` gives is a second after the one before. */
export const aMemoryStore = (): MemoryStore => {
  const archive = new Map<string, ArchivedObject>();
  const records = new Map<RecordKey, MessageRecord>();
  const writes: string[] = [];
  let second = 0;
  const put = (object: ArchivedObject): ArchiveOutcome => {
    const existing = archive.get(object.key);
    if (existing !== undefined)
      return existing.sha256 === object.sha256
        ? { kind: "AlreadyArchived", metadata: existing.metadata }
        : { kind: "Conflict" };
    archive.set(object.key, object);
    writes.push(`put ${object.key}`);
    return { kind: "Archived" };
  };
  const record = (incoming: MessageRecord): RecordOutcome => {
    const decision = decide(records.get(incoming.message_id), incoming);
    if (decision !== "Write") return decision;
    records.set(incoming.message_id, incoming);
    writes.push(`record ${incoming.message_id} ${incoming.status}`);
    return "Recorded";
  };
  return {
    archive,
    records,
    writes,
    archiveMessage: async (object) => E.right(put(object)),
    recordProcessed: async (processed) => E.right(record(processed)),
    recordRejected: async (rejected) => E.right(record(rejected)),
    sha256,
    now: () => {
      second += 1;
      return new Date(Date.UTC(2023, 11, 10, 22, 3, second));
    },
  };
};
