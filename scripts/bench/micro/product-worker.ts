// The worker as its main.ts puts it together, over stub stores.
import { makeHandler } from "../../../functions/process-message/handler.ts";
import { makeProcessMessage } from "../../../functions/process-message/process-message.ts";
import type { Invocation } from "@message-handler/lambda-kit/batch-handler.ts";
import { makeLog } from "@message-handler/lambda-kit/log.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import { makeArchiveMessage } from "@message-handler/message-store/archive-message.ts";
import { makeRecordProcessed, makeRecordRejected } from "@message-handler/message-store/put-record.ts";
import type { Stores } from "./stub-stores.ts";

export type Handler = (event: unknown, invocation: Invocation) => Promise<unknown>;

const unused = async (): Promise<never> => Promise.reject(new Error("no message of the bench fails"));

const now = (): Date => new Date();

export const makeProductWorker = (client: Stores): Handler => {
  const records = { client, table: "messages", recordDays: 30 };
  return makeHandler({
    processMessage: makeProcessMessage({
      archiveMessage: makeArchiveMessage({ client, bucket: "archive" }),
      recordProcessed: makeRecordProcessed(records),
      recordRejected: makeRecordRejected(records),
      sha256,
      now,
    }),
    changeVisibility: unused,
    sendCopy: unused,
    deleteMessage: unused,
    retryBaseSeconds: 20,
    postponeForMs: 86_400_000,
    random: Math.random,
    log: makeLog({ write: () => undefined, now }),
    now,
  });
};
