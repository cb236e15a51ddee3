// Whatever the order of deliveries, and wherever the process dies: one truth per message, and none is lost.
import { aMessageId, anotherCompanyId, aValidRaw } from "@message-handler/domain/fixtures.ts";
import { decodeMessage } from "@message-handler/domain/message.ts";
import { readableIds } from "@message-handler/domain/message-ids.ts";
import { toContentKey, type MessageRecord } from "@message-handler/domain/record.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import { expect } from "chai";
import * as fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { aMemoryStore, aReceivedMessage, type MemoryStore } from "./fixtures.ts";
import { makeProcessMessage, type ProcessMessageDeps } from "./process-message.ts";

const otherId = "5b0e7a0e-6a1b-4c0e-9d55-0b8c4a6f1f02";
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
    now: store.now,
  };
};

const isValid = (raw: string): boolean => E.isRight(decodeMessage(raw));
const processedOf = (store: MemoryStore) =>
  [...store.records.values()].filter(({ status }) => status === "Processed");

/** At every moment. */
const expectSafety = (store: MemoryStore): void => {
  for (const { company_id, message_id, message, sha256: hash } of processedOf(store)) {
    expect(store.archive.get(`${company_id}/${message_id}.json`)).to.equal(message);
    expect(hash).to.equal(sha256(message));
  }
  for (const [key, { status, message, company_id, message_id }] of store.records) {
    expect(message_id).to.equal(key);
    expect(company_id).to.equal(readableIds(message).company_id);
    if (key.startsWith("sha256:"))
      expect([key, status]).to.deep.equal([toContentKey(sha256(message)), "Rejected"]);
    else expect(readableIds(message).message_id).to.equal(key);
  }
  for (const [key, raw] of store.archive) {
    const { company_id, message_id } = readableIds(raw);
    expect(key).to.equal(`${company_id}/${message_id}.json`);
  }
};

/** Once every message has been acknowledged. */
const expectNothingLost = (store: MemoryStore, delivered: readonly string[]): void => {
  for (const raw of delivered) {
    const { message_id, company_id } = readableIds(raw);
    const byContent = store.records.get(toContentKey(sha256(raw)));
    const byId = message_id === undefined ? undefined : store.records.get(message_id);
    // A rejection may have given way under its id, to a correction or to a newer rejection of its company; a valid
    // message never does.
    const hasGivenWay = byId !== undefined && (company_id ?? byId.company_id) === byId.company_id;
    const isOnRecord = byContent?.message === raw || byId?.message === raw || (!isValid(raw) && hasGivenWay);
    expect(isOnRecord, raw).to.equal(true);
    // A company's rejection keeps the id from every other company.
    if (isValid(raw) && byId?.company_id === company_id) expect(byId?.status).to.equal("Processed");
  }
};

describe("processing in any order, with any process dying at any moment", () => {
  it("leaves one truth per message, archived where it is processed, and loses none", async () => {
    const scenario = fc.record({
      delivered: fc.array(fc.constantFrom(...raws), { minLength: 1, maxLength: 10 }),
      lucks: fc.array(luck, { maxLength: 30 }),
      scheduler: fc.scheduler(),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ delivered, lucks, scheduler }) => {
        const store = aMemoryStore();
        const unlucky = makeProcessMessage(withScheduledLuck(store, scheduler, lucks));
        const deliver = async (raw: string): Promise<void> => {
          await unlucky(aReceivedMessage(raw)).catch((error: unknown) => expect(error).to.equal(died));
          expectSafety(store);
        };
        await scheduler.waitFor(Promise.all(delivered.map(deliver)));
        const processed = new Map<string, MessageRecord>(
          processedOf(store).map((record) => [record.message_id, record]),
        );

        // What died comes again, and so may what was acknowledged.
        for (const raw of delivered) await makeProcessMessage(store)(aReceivedMessage(raw));
        expectSafety(store);
        expectNothingLost(store, delivered);
        for (const [key, record] of processed) expect(store.records.get(key)).to.equal(record);

        const settled = [...store.writes];
        for (const raw of delivered) if (isValid(raw)) await makeProcessMessage(store)(aReceivedMessage(raw));
        expect(store.writes).to.deep.equal(settled);
      }),
      { numRuns: 300 },
    );
  });
});
