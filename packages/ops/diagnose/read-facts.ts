// Reads all that a diagnosis rests on: at once, bounded, and without what may not be read.
import { readFirstExpiry } from "../dead-letters/first-expiry.ts";
import type { Target } from "../target/target.ts";
import { destroyDiagnosisClients, makeDiagnosisClients, type DiagnosisClients } from "./clients.ts";
import { makeAttempt, type Attempt } from "../attempt.ts";
import type { Facts, FunctionName, LogLine } from "./facts.ts";
import { manyRejections, rejectionWindow } from "./limits.ts";
import { readAlarms, readSubscriptions } from "./read-alarms.ts";
import { readFunctions, readMapping } from "./read-functions.ts";
import { readMissingActions } from "./read-grants.ts";
import { readKey } from "./read-key.ts";
import { readAnswered, readLines, readOutcomes, readRefused, type Place } from "./read-logs.ts";
import { noFigures, readFigures } from "./read-metrics.ts";
import { readQueue } from "./read-queue.ts";
import { readRejections } from "./read-rejections.ts";

const readAllLines = async (place: Place, at: number, attempt: Attempt): Promise<Facts["lines"]> => {
  const read = async (name: FunctionName): Promise<readonly LogLine[]> =>
    (await attempt(`the log of ${name}`, async () =>
      readLines(place, name, at).catch((error: unknown) => {
        // Only tokens need an authorizer.
        if (error instanceof Error && error.name === "ResourceNotFoundException") return [];
        throw error;
      }),
    )) ?? [];
  const [worker, reader, authorizer] = await Promise.all([
    read("process-message"),
    read("query-messages"),
    read("authorize-caller"),
  ]);
  return { "process-message": worker, "query-messages": reader, "authorize-caller": authorizer };
};

const readApi = async (
  place: Place,
  at: number,
  attempt: Attempt,
): Promise<Pick<Facts, "refused" | "answered">> =>
  (await attempt("the access log", async () => {
    const refused = await readRefused(place, at);
    const [first] = refused;
    return { refused, answered: first ? await readAnswered(place, { at, since: first.at }) : [] };
  })) ?? { refused: [], answered: [] };

const readWorker = async (target: Target, place: Place, at: number, attempt: Attempt) => {
  const lines = await readAllLines(place, at, attempt);
  const [first] = lines["process-message"];
  const outcomes = first
    ? await attempt("the log of process-message", async () => readOutcomes(place, { at, since: first.at }))
    : [];
  const rejected = lines["process-message"].filter(
    (line) => line.message === "message rejected" && line.at >= at - rejectionWindow,
  );
  const rejections =
    rejected.length < manyRejections
      ? []
      : await attempt("whose messages are rejected", async () =>
          readRejections(target, at - rejectionWindow),
        );
  return { lines, outcomes: outcomes ?? [], rejections: rejections ?? [] };
};

const readQueues = async (
  target: Target,
  others: DiagnosisClients,
  { letterAge, at }: { readonly letterAge: number | undefined; readonly at: number },
  attempt: Attempt,
) => {
  const [queue, deadLetters] = await Promise.all(
    [target.queueUrl, target.deadLetterQueueUrl].map(async (url) =>
      attempt("the queues", async () => readQueue(target, url)),
    ),
  );
  const [mapping, firstExpiresAt, key] = await Promise.all([
    queue && attempt("the event source", async () => readMapping(target, queue.arn)),
    deadLetters && attempt("dead letters", async () => readFirstExpiry(target, deadLetters, letterAge, at)),
    queue?.keyId === undefined
      ? undefined
      : attempt("the key", async () => readKey(others, queue.keyId ?? "", attempt)),
  ]);
  return { queue, deadLetters, mapping, firstExpiresAt, ...key };
};

export type Reading = { readonly facts: Facts; readonly notRead: readonly string[] };

const readAll = async (target: Target, now: number, others: DiagnosisClients): Promise<Reading> => {
  const notes = new Set<string>();
  const attempt = makeAttempt(notes);
  const place: Place = {
    ...target,
    onCut: (group) =>
      notes.add(`${group}: more lines than are looked at, so that some of the newest are missing`),
  };
  const figures = (await attempt("metrics", async () => readFigures(target, now))) ?? noFigures;
  const [functions, { arn: keyArn, ...queues }, alarms, worker, api] = await Promise.all([
    readFunctions(target, attempt, figures.throttlesOf),
    readQueues(target, others, { letterAge: figures.letterAge, at: now }, attempt),
    attempt("alarms", async () => readAlarms(target)),
    readWorker(target, place, now, attempt),
    readApi(place, now, attempt),
  ]);
  const { queue } = queues;
  const workerRole = functions["process-message"]?.roleArn;
  const [missingActions, subscriptions] = await Promise.all([
    queue === undefined || workerRole === undefined
      ? undefined
      : attempt("grants of the roles", async () =>
          readMissingActions(others, {
            stack: target.stack,
            queueArn: queue.arn,
            bucket: target.bucket,
            table: target.table,
            keyArn,
            workerRole,
            readerRole: functions["query-messages"]?.roleArn,
          }),
        ),
    attempt("who gets the alarms", async () => readSubscriptions(others, alarms ?? [])),
  ]);
  return {
    facts: {
      at: now,
      stack: target.stack,
      isLocal: target.isLocal,
      functions,
      deadLetters: queues.deadLetters,
      queue,
      firstExpiresAt: queues.firstExpiresAt,
      mapping: queues.mapping,
      key: queues.key,
      missingActions,
      alarms: alarms ?? [],
      subscriptions: subscriptions ?? [],
      noisy: figures.noisy,
      ...worker,
      ...api,
    },
    notRead: [...notes],
  };
};

/** @param now epoch milliseconds */
export const readFacts = async (target: Target, now: number): Promise<Reading> => {
  const others = makeDiagnosisClients(target.clients);
  try {
    return await readAll(target, now, others);
  } finally {
    destroyDiagnosisClients(others);
  }
};
