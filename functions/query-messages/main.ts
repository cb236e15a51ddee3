// Composition root of the function behind the GET routes.
import { makeDynamoDb } from "@message-handler/aws-client/clients.ts";
import type { DynamoDb } from "@message-handler/aws-client/operations.ts";
import { makeRehearsalAgent, rehearsalEnvironment } from "@message-handler/aws-client/rehearsal-agent.ts";
import { nonEmptyText, requireEnvironment } from "@message-handler/lambda-kit/environment.ts";
import { makeLog } from "@message-handler/lambda-kit/log.ts";
import { prime, rehearsalInvocation } from "@message-handler/lambda-kit/prime.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import { makeFindRecord } from "@message-handler/message-store/find-record.ts";
import { makeListRecords } from "@message-handler/message-store/list-records.ts";
import { makeGetMessage } from "./get-message.ts";
import { makeHandler } from "./handler.ts";
import { makeListMessages } from "./list-messages.ts";
import { rehearsalEvent, toAnswer } from "./rehearsal.ts";
import { originOrEmpty, withCors } from "./with-cors.ts";

const env = requireEnvironment(
  {
    AWS_REGION: nonEmptyText,
    MESSAGES_TABLE: nonEmptyText,
    MESSAGES_INDEX: nonEmptyText,
    MESSAGES_REJECTED_INDEX: nonEmptyText,
    CORS_ORIGIN: originOrEmpty,
  },
  process.env,
);

// Someone waits for the answer: three attempts of 2 s end well before API Gateway hangs up at 29 s.
const attempts = { maxAttempts: 3, requestTimeoutMs: 2000 };
/** With the pauses between attempts, below 0.2 s in all, and room for a slow start of each. */
const longestReadMs = attempts.maxAttempts * attempts.requestTimeoutMs + 1000;
const table = env.MESSAGES_TABLE;
const makeReader = (client: DynamoDb, write: (line: string) => void) => {
  return withCors(
    env.CORS_ORIGIN,
    makeHandler({
      getMessage: makeGetMessage(makeFindRecord({ client, table })),
      listMessages: makeListMessages({
        listRecords: makeListRecords({
          client,
          table,
          index: env.MESSAGES_INDEX,
          rejectedIndex: env.MESSAGES_REJECTED_INDEX,
          longestReadMs,
        }),
        sha256,
      }),
      log: makeLog({ write, now: () => new Date() }),
    }),
  );
};

const limits = { region: env.AWS_REGION, ...attempts };
export const handler = makeReader(makeDynamoDb(limits, process.env), (line) => process.stdout.write(line));

// While Lambda starts it: another reader, whose connections and log lead nowhere, answers a request that is made up.
prime(async () => {
  const client = makeDynamoDb(limits, rehearsalEnvironment, makeRehearsalAgent(toAnswer, process.env));
  return makeReader(client, () => undefined)(rehearsalEvent, rehearsalInvocation);
});
