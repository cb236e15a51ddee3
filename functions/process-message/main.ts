// Composition root of the function behind the queue.
import type { Agent } from "node:https";
import { makeDynamoDb, makeS3, makeSqs } from "@message-handler/aws-client/clients.ts";
import type { Environment } from "@message-handler/aws-client/endpoint.ts";
import { makeRehearsalAgent, rehearsalEnvironment } from "@message-handler/aws-client/rehearsal-agent.ts";
import {
  positiveInteger,
  nonEmptyText,
  requireEnvironment,
  wholeNumber,
} from "@message-handler/lambda-kit/environment.ts";
import { makeLog } from "@message-handler/lambda-kit/log.ts";
import { prime, rehearsalInvocation } from "@message-handler/lambda-kit/prime.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import { makeArchiveMessage } from "@message-handler/message-store/archive-message.ts";
import { makeRecordProcessed, makeRecordRejected } from "@message-handler/message-store/put-record.ts";
import { makeHandler } from "./handler.ts";
import { makeProcessMessage } from "./process-message.ts";
import { rehearsalEvent, toAnswer } from "./rehearsal.ts";
import { makeWorkQueue } from "./work-queue.ts";

const env = requireEnvironment(
  {
    AWS_REGION: nonEmptyText,
    MESSAGES_BUCKET: nonEmptyText,
    MESSAGES_TABLE: nonEmptyText,
    QUEUE_URL: nonEmptyText,
    RETRY_BASE_SECONDS: positiveInteger,
    OUTAGE_PROTECTION_HOURS: positiveInteger,
    RECORD_DAYS: wholeNumber,
  },
  process.env,
);

const region = env.AWS_REGION;
const now = (): Date => new Date();

// A store that hangs costs 4 × 2 s and the pauses between: both in turn leave room to report within 30 s.
const storeLimits = { region, maxAttempts: 4, requestTimeoutMs: 2000 };
// Must fit into the time that is kept for reporting; where it fails, the queue's own time-out does.
const queueLimits = { region, maxAttempts: 2, requestTimeoutMs: 1300 };

// Each client with a budget of its own: the store that answers must not pay for the one that does not, nor lend to it.
const connect = (environment: Environment, agent?: Agent) => ({
  s3: makeS3(storeLimits, environment, agent),
  dynamoDb: makeDynamoDb(storeLimits, environment, agent),
  sqs: makeSqs(queueLimits, environment, agent),
});

const makeWorker = ({ s3, dynamoDb, sqs }: ReturnType<typeof connect>, write: (line: string) => void) => {
  const records = { client: dynamoDb, table: env.MESSAGES_TABLE, recordDays: env.RECORD_DAYS };
  return makeHandler({
    processMessage: makeProcessMessage({
      archiveMessage: makeArchiveMessage({ client: s3, bucket: env.MESSAGES_BUCKET }),
      recordProcessed: makeRecordProcessed(records),
      recordRejected: makeRecordRejected(records),
      sha256,
      now,
    }),
    ...makeWorkQueue({ client: sqs, queueUrl: env.QUEUE_URL }),
    retryBaseSeconds: env.RETRY_BASE_SECONDS,
    postponeForMs: env.OUTAGE_PROTECTION_HOURS * 3_600_000,
    random: Math.random,
    log: makeLog({ write, now }),
    now,
  });
};

export const handler = makeWorker(connect(process.env), (line) => process.stdout.write(line));

// While Lambda starts it: another worker, whose connections and log lead nowhere, processes a message that is made up.
prime(async () => {
  const worker = makeWorker(
    connect(rehearsalEnvironment, makeRehearsalAgent(toAnswer, process.env)),
    () => undefined,
  );
  return worker(rehearsalEvent, rehearsalInvocation);
});
