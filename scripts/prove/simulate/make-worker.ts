// The worker of a simulation: the real handler, use case and adapters, over clients that the simulation answers.
import type { DynamoDb, S3 } from "@message-handler/aws-client/operations.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import { makeArchiveMessage } from "@message-handler/message-store/archive-message.ts";
import { makeRecordProcessed, makeRecordRejected } from "@message-handler/message-store/put-record.ts";
import { makeHandler, type HandlerDeps } from "@message-handler/process-message/handler.ts";
import { makeProcessMessage } from "@message-handler/process-message/process-message.ts";
import type { ReceivedMessage } from "@message-handler/process-message/received-message.ts";
import type { Answer } from "./aws-answer.ts";
import type { Call } from "./stores.ts";

export type WorkerDeps = Pick<
  HandlerDeps,
  "changeVisibility" | "sendCopy" | "deleteMessage" | "random" | "now"
> & {
  /** Without it nobody reads what is logged. */
  readonly log?: HandlerDeps["log"];
  /** Answers the calls that one delivery makes of the stores. */
  readonly storesOf: (received: ReceivedMessage) => (call: Call) => Promise<Answer>;
};

export type Worker = ReturnType<typeof makeHandler>;
export type MakeWorker = (deps: WorkerDeps) => Worker;

export const postponeForMs = 24 * 3_600_000;

/** The client's type says for each operation what it is answered with; the stores keep to it. */
const settle = async (asked: Promise<Answer>): Promise<never> => {
  const answer = await asked;
  if ("error" in answer) throw answer.error;
  return answer.output as never;
};

const toClient = (
  ask: (call: Call) => Promise<Answer>,
): Pick<S3 & DynamoDb, "putObject" | "headObject" | "putItem" | "getItem"> => ({
  putObject: async (input) => settle(ask({ operation: "PutObject", input })),
  headObject: async (input) => settle(ask({ operation: "HeadObject", input })),
  putItem: async (input) => settle(ask({ operation: "PutItem", input })),
  getItem: async (input) => settle(ask({ operation: "GetItem", input })),
});

export const makeWorker: MakeWorker = ({ storesOf, log = () => undefined, ...shell }) =>
  makeHandler({
    ...shell,
    processMessage: async (received) => {
      const client = toClient(storesOf(received));
      const records = { client, table: "records" };
      const processMessage = makeProcessMessage({
        archiveMessage: makeArchiveMessage({ client, bucket: "archive" }),
        recordProcessed: makeRecordProcessed(records),
        recordRejected: makeRecordRejected(records),
        sha256,
        now: shell.now,
      });
      return processMessage(received);
    },
    postponeForMs,
    retryBaseSeconds: 20,
    log,
  });
