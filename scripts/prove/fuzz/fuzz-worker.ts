// Generated bodies straight to the worker, as SQS would deliver them, over the simulation's stores, in which nothing ever fails.
import { MAX_RAW_BYTES } from "@message-handler/domain/limits.ts";
import * as fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { z } from "zod";
import { makeWorker } from "../simulate/make-worker.ts";
import { hash, rejectedKeyOf } from "../simulate/sent.ts";
import { toSqsEvent, type Queued } from "../simulate/sqs-event.ts";
import { attributeOf, emptyStores, takeEffect, type Stores } from "../simulate/stores.ts";
import { aBody, companies, toText, type Body } from "./body.ts";
import { ownId } from "./own-id.ts";
import { showCase } from "./show-case.ts";

type Batch = {
  readonly bodies: readonly Body[];
  /** Of the token that all of them were sent with. */
  readonly sender: string | undefined;
};

export type WorkerFuzz = {
  readonly deliveries: number;
  readonly processed: number;
  readonly rejected: number;
  /** In words, with the shortest batch that was found. */
  readonly failure?: string;
};

const anyBatch = (marker: string): fc.Arbitrary<Batch> =>
  fc.record({
    // The queue takes neither empty texts nor longer ones.
    bodies: fc.array(
      aBody(marker).filter(
        ({ bytes }) => bytes.length > 0 && Buffer.byteLength(bytes.toString()) <= MAX_RAW_BYTES,
      ),
      { minLength: 1, maxLength: 10, size: "max" },
    ),
    sender: fc.option(fc.constantFrom(...companies), { nil: undefined, freq: 1 }),
  });

const now = new Date("2024-01-01T00:00:00.000Z");

const toQueued = (text: string, index: number, sender: string | undefined): Queued => ({
  sqsMessageId: `q${index}`,
  receiptHandle: `h${index}`,
  receiveCount: 1,
  sentAt: now.getTime(),
  body: text,
  groupId: sender,
  attributes: {
    request_id: { dataType: "String", stringValue: `r${index}` },
    received_at: { dataType: "Number", stringValue: `${now.getTime()}` },
    ...(sender === undefined ? {} : { company_id: { dataType: "String", stringValue: sender } }),
  },
});

const Line = z.object({
  message: z.string(),
  request_id: z.string().optional(),
  code: z.string().optional(),
});
const Ended = z.object({
  message: z.literal("batch ended"),
  messages: z.array(z.object({ request_id: z.string(), outcome: z.string() })),
});
const Answer = z.object({ batchItemFailures: z.array(z.unknown()).length(0) });

type Delivered = { readonly stores: Stores; readonly lines: readonly string[]; readonly queueCalls: number };

/** Throws what the worker throws. */
const deliver = async ({ bodies, sender }: Batch): Promise<Delivered> => {
  const stores = emptyStores();
  const lines: string[] = [];
  let queueCalls = 0;
  const ask = async () => {
    queueCalls += 1;
    return E.right(undefined);
  };
  const worker = makeWorker({
    storesOf: () => async (call) => takeEffect(stores, call).answer,
    changeVisibility: ask,
    sendCopy: ask,
    deleteMessage: ask,
    random: () => 0.5,
    now: () => now,
    log: (level, message, fields) => lines.push(JSON.stringify({ ...fields, level, message })),
  });
  const event = toSqsEvent(bodies.map((body, index) => toQueued(toText(body), index, sender)));
  const answer = await worker(event, { awsRequestId: "invocation", getRemainingTimeInMillis: () => 30_000 });
  Answer.parse(answer);
  return { stores, lines, queueCalls };
};

const isDone = (outcome: string | undefined): boolean => outcome === "Recorded" || outcome === "Duplicate";

/** What is wrong with how the text ended; undefined: nothing. */
const judgeEnd = ({ objects, items }: Stores, text: string): string | undefined => {
  const records = [...items.values()].filter((item) => attributeOf(item, "message") === text);
  const archived = [...objects].filter(([, object]) => object.text === text);
  if (archived.length === 0) return "its text is not in the archive";
  if (records.length === 1) return undefined;
  const holder = items.get(ownId(text) ?? "");
  const isCorrected = holder !== undefined && attributeOf(holder, "status") === "Processed";
  // A rejection that names no company gives way to any record that does.
  const isNobodys = archived.some(([key]) => key === rejectedKeyOf(undefined, hash(text)));
  const hasCompany = holder !== undefined && attributeOf(holder, "company_id") !== undefined;
  return records.length === 0 && (isCorrected || (isNobodys && hasCompany))
    ? undefined
    : `it has ${records.length} records`;
};

const judgeDelivery = (
  { stores, lines }: Delivered,
  body: Body,
  requestId: string,
  outcome: string | undefined,
): string | undefined => {
  const isRejected = outcome === "Rejected";
  if (!isDone(outcome) && !isRejected) return `it ended as ${outcome ?? "nothing"}`;
  if (body.is === "invalid" && !isRejected) return "it is invalid, and was not rejected";
  const codes = lines
    .map((line) => Line.parse(JSON.parse(line)))
    .filter((line) => line.message === "message rejected" && line.request_id === requestId)
    .map(({ code }) => code);
  if (codes.length !== (isRejected ? 1 : 0)) return `${codes.length} lines say that it was rejected`;
  const isFine = codes.every((code) => code === "MessageIdConflict" || code === "CompanyMismatch");
  if (body.is === "valid" && !isFine) return `it is valid, and was rejected (${codes.join()})`;
  return judgeEnd(stores, toText(body));
};

const judge = (
  batch: Batch,
  delivered: Delivered,
  marker: string,
  count: (outcome: string) => void,
): void => {
  const leak = delivered.lines.find((line) => line.toLowerCase().includes(marker));
  if (leak !== undefined) throw new Error(`a value of a message is in the log: ${showCase(leak)}`);
  if (delivered.queueCalls > 0)
    throw new Error("a delivery was returned or postponed, though nothing failed");
  const ended = delivered.lines
    .map((line) => Ended.safeParse(JSON.parse(line)).data)
    .find((line) => line !== undefined);
  for (const [index, body] of batch.bodies.entries()) {
    const requestId = `r${index}`;
    const outcomes = ended?.messages.filter(({ request_id }) => request_id === requestId) ?? [];
    if (outcomes.length !== 1) throw new Error(`message ${index} has ${outcomes.length} outcomes`);
    const wrong = judgeDelivery(delivered, body, requestId, outcomes[0]?.outcome);
    if (wrong !== undefined) throw new Error(`message ${index}: ${wrong}`);
    count(outcomes[0]?.outcome ?? "");
  }
};

/** Between two words about progress. */
const batchesAtOnce = 50;

export type WorkerFuzzOptions = {
  readonly seed: number;
  readonly marker: string;
  /** At least. */
  readonly messages: number;
  readonly onProgress: (deliveries: number) => void;
};

export const fuzzWorker = async ({
  seed,
  marker,
  messages,
  onProgress,
}: WorkerFuzzOptions): Promise<WorkerFuzz> => {
  let processed = 0;
  let rejected = 0;
  const count = (outcome: string): void => {
    if (outcome === "Rejected") rejected += 1;
    else processed += 1;
  };
  const property = fc.asyncProperty(anyBatch(marker), async (batch) => {
    judge(batch, await deliver(batch), marker, count);
  });
  const figures = () => ({ deliveries: processed + rejected, processed, rejected });
  for (let chunk = 0; figures().deliveries < messages; chunk += 1) {
    const result = await fc.check(property, { seed: seed * 1_000_003 + chunk, numRuns: batchesAtOnce });
    if (result.failed) {
      const { errorInstance, counterexample } = result;
      const cases = counterexample?.[0].bodies.map(showCase).join("\n  ") ?? "";
      return {
        ...figures(),
        failure: `at the worker: ${errorInstance instanceof Error ? errorInstance.message : String(errorInstance)}\n  ${cases}`,
      };
    }
    onProgress(processed + rejected);
  }
  return figures();
};
