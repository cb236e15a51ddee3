// Whatever the order of deliveries, and wherever the process dies: one truth per message, none is lost, and the archive
// alone tells it.
import {
  aCompanyId,
  aMessageId,
  anotherCompanyId,
  aValidRaw,
} from "@message-handler/domain/testing/fixtures.ts";
import { toRejectedKey } from "@message-handler/domain/archived-object.ts";
import { toObjectKey } from "@message-handler/domain/archived-verdict.ts";
import { decodeMessage, readableIds } from "@message-handler/domain/message.ts";
import type { MessageRecord } from "@message-handler/domain/record.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import { expect } from "chai";
import * as fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import type { ReceivedMessage } from "./received-message.ts";
import { aMemoryStore, aReceivedMessage, type MemoryStore } from "./memory-store.fixture.ts";
import { makeProcessMessage, type ProcessMessageDeps } from "./process-message.ts";
import { contentKeysOf, rebuildTable, winnersOf } from "./rebuilt-table.fixture.ts";

const otherId = "5b0e7a0e-6a1b-4c0e-9d55-0b8c4a6f1f02";
const thirdCompanyId = "77d5b7f0-52a8-4d36-8d0a-3b6f5a0b6c03";
const raws = [
  aValidRaw(),
  aValidRaw({ data: { order_amount: 21 } }),
  `${aValidRaw()} `,
  aValidRaw({ metadata: { message_id: aMessageId.toUpperCase() } }),
  aValidRaw({ metadata: { company_id: anotherCompanyId } }),
  aValidRaw({ metadata: { company_id: anotherCompanyId }, data: {} }),
  aValidRaw({ metadata: { message_time: "2023-02-30T00:00:00Z" } }),
  aValidRaw({ metadata: { company_id: anotherCompanyId }, data: [] }),
  aValidRaw({ metadata: { company_id: "../x" } }),
  aValidRaw({ metadata: { message_id: otherId } }),
  aValidRaw({ metadata: { message_id: otherId, message_time: 5 } }),
  aValidRaw().replace("{", '{"data":{},'),
  aValidRaw().replace('"company_id":', `"company_id":"${anotherCompanyId}","company_id":`),
  "{",
];

/** What happens to one call of the store: it works, it is never made, or its answer is lost. */
type Luck = "works" | "dies before" | "dies after";
const luck = fc.constantFrom<Luck>("works", "works", "works", "dies before", "dies after");

const died = new Error("the process was killed");

const withLuck =
  <I, O>(port: (input: I) => Promise<O>, scheduler: fc.Scheduler, next: () => Luck) =>
  async (input: I): Promise<O> => {
    await scheduler.schedule(Promise.resolve());
    const drawn = next();
    if (drawn === "dies before") throw died;
    const output = await port(input);
    if (drawn === "dies after") throw died;
    await scheduler.schedule(Promise.resolve());
    return output;
  };

const withScheduledLuck = (
  store: MemoryStore,
  scheduler: fc.Scheduler,
  lucks: readonly Luck[],
): ProcessMessageDeps => {
  const queue = [...lucks];
  const next = (): Luck => queue.shift() ?? "works";
  return {
    archiveMessage: withLuck(store.archiveMessage, scheduler, next),
    recordProcessed: withLuck(store.recordProcessed, scheduler, next),
    recordRejected: withLuck(store.recordRejected, scheduler, next),
    sha256: store.sha256,
    now: store.now,
  };
};

const isValid = (raw: string): boolean => E.isRight(decodeMessage(raw));
const processedOf = (store: MemoryStore) =>
  [...store.records.values()].filter(({ status }) => status === "Processed");

/** A message as one of several companies sends it (undefined where the sender is unknown), in one of several requests. */
type Sent = { readonly raw: string; readonly sender: string | undefined; readonly request: number };

const toReceived = ({ raw, sender, request }: Sent): ReceivedMessage => {
  const received = aReceivedMessage(raw, sender);
  const received_at = new Date(Date.UTC(2023, 11, 10, 22, 2, request)).toISOString();
  return { ...received, envelope: { ...received.envelope, received_at, request_id: `request-${request}` } };
};

const companyOf = ({ raw, sender }: Sent): string | undefined => sender ?? readableIds(raw).company_id;

const expectArchived = ({ archive }: MemoryStore, record: MessageRecord): void => {
  const { company_id, received_at, request_id, message_time, message } = record;
  const isProcessed = record.status === "Processed";
  const key = toObjectKey(record);
  const object = archive.get(key);
  expect(object?.message, key).to.equal(message);
  const ids = { received_at, request_id, ...(company_id === undefined ? {} : { company_id }) };
  expect(object?.metadata).to.include({ ...ids, ...(message_time === undefined ? {} : { message_time }) });
  expect(object?.metadata["code"]).to.equal(isProcessed ? undefined : record.error.code);
};

/** At every moment. */
const expectSafety = (store: MemoryStore, isSenderKnown: boolean): void => {
  const winners = new Set(winnersOf(store).map(toObjectKey));
  for (const record of processedOf(store)) {
    expect(winners).to.include(toObjectKey(record));
    expect(record.sha256).to.equal(sha256(record.message));
  }
  for (const [key, record] of store.records) {
    const { status, message, company_id, message_id } = record;
    expectArchived(store, record);
    expect(message_id).to.equal(key);
    if (!isSenderKnown) expect(company_id).to.equal(readableIds(message).company_id);
    if (key.startsWith("sha256:")) {
      expect(status).to.equal("Rejected");
      expect(contentKeysOf(message, company_id)).to.include(key);
    } else expect(readableIds(message).message_id).to.equal(key);
  }
  for (const [key, { message, sha256: hash, metadata }] of store.archive) {
    const { company_id, message_id } = readableIds(message);
    expect(hash).to.equal(sha256(message));
    expect(key).to.equal(
      metadata["verdict"] === "Valid"
        ? `${company_id}/${message_id}.json`
        : toRejectedKey({
            sha256: hash,
            ...(metadata["company_id"] === undefined ? {} : { company_id: metadata["company_id"] }),
          }),
    );
  }
};

/** All but when it was recorded, and a rejection's key. */
const verdictOf = (record: MessageRecord): object =>
  record.status === "Processed"
    ? { ...record, processed_at: undefined }
    : { ...record, rejected_at: undefined, message_id: undefined };

/** Whether the company of a rejection has processed another message under its id, before or after. */
const hasCorrection = ({ records }: MemoryStore, record: MessageRecord): boolean => {
  const { message_id } = readableIds(record.message);
  const byId = message_id === undefined ? undefined : records.get(message_id);
  const isOwn = record.status === "Rejected" && record.error.code === "InvalidMessage";
  return isOwn && byId?.status === "Processed" && byId.company_id === record.company_id;
};

/**
 * Once every message has been acknowledged: whoever has lost the table can make it again. Whether a rejection came before
 * the message that corrects it the archive tells by the verdicts, which a crash may have parted from the records; and one
 * that names no company may give way.
 */
const expectRebuildable = (store: MemoryStore): void => {
  const rebuilt = [...rebuildTable(store.archive).values()];
  const owned = [...store.records.values()].filter(
    (record) => record.company_id !== undefined && !hasCorrection(store, record),
  );
  expect(rebuilt.map(verdictOf)).to.deep.include.members(owned.map(verdictOf));
  expect(rebuilt.filter(({ status }) => status === "Processed")).to.have.length(processedOf(store).length);
};

/** Once every message has been acknowledged: its sender finds it, or what took its place. */
const expectNothingLost = (store: MemoryStore, delivered: readonly Sent[]): void => {
  for (const sent of delivered) {
    const { raw } = sent;
    const company = companyOf(sent);
    const { message_id = "", company_id: named } = readableIds(raw);
    const isOwn = (record: MessageRecord | undefined): boolean =>
      record?.message === raw && record.company_id === company;
    const byId = store.records.get(message_id);
    // A rejection may have given way under its id, to a correction of its company, or to anyone if it named none; a
    // valid message never does.
    const isCorrected = byId?.status === "Processed" && byId.company_id === company;
    const hasGivenWay = !isValid(raw) && (company === undefined ? byId !== undefined : isCorrected);
    const isOnRecord =
      isOwn(byId) || contentKeysOf(raw, company).some((key) => isOwn(store.records.get(key)));
    // A rejection without a company gives way to a known sender of the same text.
    const isWithoutCompany =
      company === undefined && contentKeysOf(raw).some((key) => store.records.has(key));
    expect(isOnRecord || hasGivenWay || isWithoutCompany, `${company}: ${raw}`).to.equal(true);
    // A company's rejection keeps the id from every other company.
    if (isValid(raw) && company === named && byId?.company_id === company)
      expect(byId?.status).to.equal("Processed");
  }
};

describe("processing deliveries in any order, with crashes at any step", () => {
  it("leaves one final record per message, archives what is processed and loses no message", async () => {
    const raw = fc.constantFrom(...raws);
    const unknown = fc.record({ raw, sender: fc.constant(undefined) });
    const known = fc.record({ raw, sender: fc.constantFrom(aCompanyId, anotherCompanyId, thirdCompanyId) });
    const many = { minLength: 1, maxLength: 10 };
    const scenario = fc.record({
      delivered: fc
        .oneof(fc.array<Omit<Sent, "request">>(unknown, many), fc.array<Omit<Sent, "request">>(known, many))
        .map((batch) => batch.map((sent, request): Sent => ({ ...sent, request }))),
      lucks: fc.array(luck, { maxLength: 30 }),
      scheduler: fc.scheduler(),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ delivered, lucks, scheduler }) => {
        const store = aMemoryStore();
        const unlucky = makeProcessMessage(withScheduledLuck(store, scheduler, lucks));
        const isSenderKnown = delivered.some(({ sender }) => sender !== undefined);
        const deliver = async (sent: Sent): Promise<void> => {
          await unlucky(toReceived(sent)).catch((error: unknown) => expect(error).to.equal(died));
          expectSafety(store, isSenderKnown);
        };
        await scheduler.waitFor(Promise.all(delivered.map(deliver)));
        const processed = new Map<string, MessageRecord>(
          processedOf(store).map((record) => [record.message_id, record]),
        );

        // What died comes again, and so may what was acknowledged.
        const again = makeProcessMessage(store);
        for (const sent of delivered) await again(toReceived(sent));
        expectSafety(store, isSenderKnown);
        expectRebuildable(store);
        expectNothingLost(store, delivered);
        for (const [key, record] of processed) expect(store.records.get(key)).to.equal(record);

        const settled = [...store.writes];
        for (const sent of delivered) if (isValid(sent.raw)) await again(toReceived(sent));
        expect(store.writes).to.deep.equal(settled);
      }),
      { numRuns: 300 },
    );
  });

  it("can be told from the archive alone, to the last attribute, where no process died", async () => {
    const sent = fc.record({
      raw: fc.constantFrom(...raws),
      sender: fc.constantFrom(undefined, aCompanyId, anotherCompanyId, thirdCompanyId),
    });
    const delivered = fc.uniqueArray(sent, {
      minLength: 1,
      maxLength: 20,
      // A rejection that is delivered again after its correction comes back: no archive could tell.
      selector: ({ raw, sender }) => `${sender ?? readableIds(raw).company_id} ${raw}`,
    });
    await fc.assert(
      fc.asyncProperty(delivered, async (batch) => {
        const store = aMemoryStore();
        const processMessage = makeProcessMessage(store);
        for (const [request, each] of batch.entries()) await processMessage(toReceived({ ...each, request }));
        expect(rebuildTable(store.archive)).to.deep.equal(store.records);
      }),
      { numRuns: 300 },
    );
  });
});
