import { aCompanyId, aMessageId, aValidRaw } from "@message-handler/domain/testing/fixtures.ts";
import {
  anInvocation,
  anSqsEvent,
  anSqsRecord,
  aRecordingLog,
  aTextAttribute,
} from "@message-handler/lambda-kit/testing/fixtures.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import { expect } from "chai";
import * as fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { aMemoryStore } from "./memory-store.fixture.ts";
import { makeHandler } from "./handler.ts";
import { makeProcessMessage, type ProcessMessageDeps } from "./process-message.ts";

const aHandler = (overrides: Partial<ProcessMessageDeps> = {}) => {
  const store = aMemoryStore();
  const recording = aRecordingLog();
  const handler = makeHandler({
    processMessage: makeProcessMessage({ ...store, ...overrides }),
    changeVisibility: async () => E.right(undefined),
    sendCopy: async () => E.right(undefined),
    deleteMessage: async () => E.right(undefined),
    postponeForMs: 86_400_000,
    retryBaseSeconds: 1,
    random: () => 0,
    log: recording.log,
    now: store.now,
  });
  return { ...store, ...recording, handler };
};

const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

const quote = async ({ message }: { readonly message: string }) => Promise.reject(new Error(message));

describe("the handler of process-message", () => {
  it("records the body of a delivery unchanged, with the gateway's request id and time", async () => {
    const { handler, records } = aHandler();
    const body = `\t${aValidRaw()}\r\n`
      .replace(":20}", ":12345678901234567890}")
      .replace('"data":{', '"data":{"n":1e400,');
    const messageAttributes = {
      received_at: aTextAttribute("1702245758000"),
      request_id: aTextAttribute("0a6f2f3e-0f5a-4a51-9c0a-2d1d8e3a7b10"),
    };
    await handler({ Records: [anSqsRecord({ body, messageAttributes })] }, anInvocation());
    expect(records.get(aMessageId)).to.include({
      status: "Processed",
      company_id: aCompanyId,
      message: body,
      received_at: "2023-12-10T22:02:38.000Z",
      request_id: "0a6f2f3e-0f5a-4a51-9c0a-2d1d8e3a7b10",
    });
  });

  it("processes the other nine of a batch of ten when one is invalid", async () => {
    const broken = idOf(4);
    const store = aMemoryStore();
    const { handler } = aHandler({
      ...store,
      recordProcessed: async (record) => {
        if (record.message_id === broken) throw new TypeError("a bug");
        return store.recordProcessed(record);
      },
    });
    const raws = Array.from({ length: 10 }, (_, n) => aValidRaw({ metadata: { message_id: idOf(n) } }));
    const answer = await handler(anSqsEvent(...raws), anInvocation());
    expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "message-4" }] });
    expect([...store.records.keys()])
      .to.have.length(9)
      .and.not.include(broken);
  });

  it("logs a failed delivery with the hash of its message_id, and never the id", async () => {
    const { handler, lines } = aHandler({ recordProcessed: quote });
    await handler(anSqsEvent(aValidRaw()), anInvocation()).catch(() => undefined);
    const failed = lines().find(({ message }) => message === "delivery failed");
    expect(failed).to.include({ message_id_sha256: sha256(aMessageId) });
    expect(JSON.stringify(lines())).not.to.contain(aMessageId);
  });

  it("acknowledges a hundred deliveries of the same bytes with one record and nothing at WARN or ERROR", async () => {
    const { handler, lines, writes } = aHandler();
    for (let batch = 0; batch < 10; batch += 1) {
      const answer = await handler(
        anSqsEvent(...Array.from({ length: 10 }, () => aValidRaw())),
        anInvocation(),
      );
      expect(answer).to.deep.equal({ batchItemFailures: [] });
    }
    expect(writes).to.have.length(2);
    expect(new Set(lines().map(({ level }) => level))).to.deep.equal(new Set(["INFO"]));
    expect(lines()[0]).to.deep.include({ outcomes: { Recorded: 1, Duplicate: 9 } });
  });

  it("logs a rejection at INFO with the paths of its invalid fields", async () => {
    const { handler, lines } = aHandler();
    await handler(anSqsEvent(aValidRaw({ metadata: { message_time: "24:00" } })), anInvocation());
    expect(lines()[0]).to.deep.include({
      level: "INFO",
      message: "message rejected",
      code: "InvalidMessage",
      fields: [{ path: "metadata.message_time", expected: "an RFC 3339 date-time with a zone" }],
    });
  });

  it("never logs a value of a message", async () => {
    const marker = fc.stringMatching(/^[a-z]{12,20}$/);
    const toRaw = fc.constantFrom(
      (word: string) => aValidRaw({ data: { word } }),
      (word: string) => aValidRaw({ metadata: { message_time: word } }),
      (word: string) => aValidRaw({ metadata: { company_id: word, [word]: word } }),
      (word: string) => aValidRaw({ metadata: { message_id: word }, data: word }),
      (word: string) => `{"${word}":`,
      (word: string) => JSON.stringify({ [word]: { [word]: word } }),
    );
    const failing = fc.constantFrom("nothing", "archive", "record");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(marker, toRaw), { minLength: 1 }),
        failing,
        async (messages, broken) => {
          const { handler, text } = aHandler({
            ...(broken === "archive" ? { archiveMessage: quote } : {}),
            ...(broken === "record" ? { recordProcessed: quote, recordRejected: quote } : {}),
          });
          const event = anSqsEvent(...messages.map(([word, raw]) => raw(word)));
          const thrown = await handler(event, anInvocation()).then(
            () => "",
            (error: unknown) => (error as Error).stack ?? "",
          );
          for (const [word] of messages) expect(text() + thrown).not.to.contain(word);
          for (const id of [aMessageId, aCompanyId]) expect(text() + thrown).not.to.contain(id);
        },
      ),
      { numRuns: 60 },
    );
  });
});
