import { assertLeft, assertRight } from "@message-handler/domain/testing/assert-either.ts";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import {
  aCompanyId,
  aMessageId,
  anotherCompanyId,
  aValidRaw,
} from "@message-handler/domain/testing/fixtures.ts";
import { toContentKey } from "@message-handler/domain/record.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import { aMemoryStore, aReceivedMessage } from "./memory-store.fixture.ts";
import { makeProcessMessage, type ProcessMessageDeps } from "./process-message.ts";

const raw = aValidRaw();
const twin = aValidRaw({ data: { order_amount: 21 } });
const invalid = aValidRaw({ metadata: { message_time: "s3cr3t" } });
const throttled: TransientFailure = {
  kind: "Transient",
  code: "SlowDown",
  detail: "d",
  needsOperator: false,
};
const contentKeyOf = (text: string) => toContentKey(sha256(text));

const aStore = (overrides: Partial<ProcessMessageDeps> = {}) => {
  const store = aMemoryStore();
  const processMessage = makeProcessMessage({ ...store, ...overrides });
  return {
    ...store,
    process: async (text: string, company?: string) => processMessage(aReceivedMessage(text, company)),
  };
};

describe("processing a valid message", () => {
  it("archives a valid message under its company, then records it as processed", async () => {
    const { process, archive, records, writes } = aStore();
    expect(assertRight(await process(raw))).to.equal("Recorded");
    expect(writes).to.deep.equal([`put ${aCompanyId}/${aMessageId}.json`, `record ${aMessageId} Processed`]);
    const key = `${aCompanyId}/${aMessageId}.json`;
    expect(archive.get(key)).to.deep.equal({
      key,
      message: raw,
      sha256: sha256(raw),
      metadata: {
        verdict: "Valid",
        judged_at: "2023-12-10T22:03:01.000Z",
        received_at: "2023-12-10T22:02:39.123Z",
        request_id: "request-1",
        sha256: sha256(raw),
        message_id: aMessageId,
        company_id: aCompanyId,
        message_time: "2023-12-10T22:02:38Z",
      },
    });
    expect(records.get(aMessageId)).to.deep.equal({
      status: "Processed",
      message_id: aMessageId,
      company_id: aCompanyId,
      message_time: "2023-12-10T22:02:38Z",
      received_at: "2023-12-10T22:02:39.123Z",
      processed_at: "2023-12-10T22:03:01.000Z",
      request_id: "request-1",
      message: raw,
      sha256: sha256(raw),
    });
  });

  it("changes nothing when a message is delivered again", async () => {
    const { process, records, writes } = aStore();
    await process(raw);
    const first = records.get(aMessageId);
    expect(assertRight(await process(raw))).to.equal("Duplicate");
    expect(records.get(aMessageId)).to.equal(first);
    expect(writes).to.have.length(2);
  });

  it("records when and with which request a text first came, whichever delivery records it", async () => {
    const store = aMemoryStore();
    const stopped = { ...store, recordProcessed: async () => E.left(throttled) };
    const first = aReceivedMessage(raw);
    const { envelope } = first;
    await makeProcessMessage(stopped)(first);
    const later = { ...envelope, received_at: "2023-12-11T00:00:00.000Z", request_id: "request-2" };
    await makeProcessMessage(store)({ envelope: later });
    expect(store.records.get(aMessageId)).to.include(envelope);
  });

  it("rejects with the first of its requests a text that another company took the id of before it was recorded", async () => {
    const store = aMemoryStore();
    const stopped = { ...store, recordProcessed: async () => E.left(throttled) };
    const foreign = aReceivedMessage(aValidRaw({ metadata: { company_id: anotherCompanyId } }));
    await makeProcessMessage(stopped)(foreign);
    const processMessage = makeProcessMessage(store);
    await processMessage(aReceivedMessage(raw));
    const { message, sha256: hash, received_at, request_id } = foreign.envelope;
    const later = { ...foreign.envelope, received_at: "2023-12-11T00:00:00.000Z", request_id: "request-2" };
    expect(assertLeft(await processMessage({ envelope: later }))).to.include({ code: "MessageIdConflict" });
    expect(store.records.get(contentKeyOf(message))).to.include({ received_at, request_id });
    expect(store.archive.get(`${anotherCompanyId}/rejected/${hash}.json`)?.metadata).to.include({
      received_at,
      request_id,
    });
  });

  it("records nothing while the message cannot be archived", async () => {
    const { process, writes } = aStore({ archiveMessage: async () => E.left(throttled) });
    expect(assertLeft(await process(raw))).to.equal(throttled);
    expect(writes).to.deep.equal([]);
  });

  it("fails transiently when a message cannot be recorded, and records it on the next delivery", async () => {
    const store = aMemoryStore();
    const down = makeProcessMessage({ ...store, recordProcessed: async () => E.left(throttled) });
    expect(assertLeft(await down(aReceivedMessage(raw)))).to.equal(throttled);
    expect(assertRight(await makeProcessMessage(store)(aReceivedMessage(raw)))).to.equal("Recorded");
    expect(store.records.get(aMessageId)?.status).to.equal("Processed");
  });

  it("replaces a rejection under the message's id", async () => {
    const { process, records } = aStore();
    await process(invalid);
    await process(raw);
    expect(records.get(aMessageId)).to.include({ status: "Processed", message: raw });
  });

  it("archives a message under canonical ids", async () => {
    const { process, archive, records } = aStore();
    const ids = { message_id: aMessageId.toUpperCase(), company_id: aCompanyId.toUpperCase() };
    await process(aValidRaw({ metadata: ids }));
    expect([...archive.keys()]).to.deep.equal([`${aCompanyId}/${aMessageId}.json`]);
    expect(records.get(aMessageId)?.company_id).to.equal(aCompanyId);
  });
});

describe("processing a message whose id is taken", () => {
  it("records a conflict under the hash of its content and leaves the first record unchanged", async () => {
    const { process, archive, records } = aStore();
    await process(raw);
    const first = records.get(aMessageId);
    expect(assertLeft(await process(twin))).to.include({ kind: "Permanent", code: "MessageIdConflict" });
    expect(records.get(aMessageId)).to.equal(first);
    expect([...archive].map(([key, { message }]) => [key, message])).to.deep.equal([
      [`${aCompanyId}/${aMessageId}.json`, raw],
      [`${aCompanyId}/rejected/${sha256(twin)}.json`, twin],
    ]);
    expect(archive.get(`${aCompanyId}/rejected/${sha256(twin)}.json`)?.metadata).to.include({
      verdict: "Rejected",
      code: "MessageIdConflict",
      message_id: aMessageId,
    });
    expect(records.get(contentKeyOf(twin))).to.deep.include({
      status: "Rejected",
      message_id: contentKeyOf(twin),
      company_id: aCompanyId,
      message_time: "2023-12-10T22:02:38Z",
      message: twin,
    });
  });

  it("records another company's conflict for that company", async () => {
    const { process, archive, records } = aStore();
    await process(raw);
    const foreign = aValidRaw({ metadata: { company_id: anotherCompanyId } });
    expect(assertLeft(await process(foreign))).to.include({ code: "MessageIdConflict" });
    expect([...archive.keys()]).to.deep.equal([
      `${aCompanyId}/${aMessageId}.json`,
      `${anotherCompanyId}/${aMessageId}.json`,
      `${anotherCompanyId}/rejected/${sha256(foreign)}.json`,
    ]);
    expect(records.get(aMessageId)).to.include({ company_id: aCompanyId, message: raw });
    expect(records.get(contentKeyOf(foreign))).to.include({ company_id: anotherCompanyId });
  });

  it("records a conflict with a message that is archived but not recorded yet", async () => {
    const store = aMemoryStore();
    const stopped = { ...store, recordProcessed: async () => E.left(throttled) };
    await makeProcessMessage(stopped)(aReceivedMessage(raw));
    const processMessage = makeProcessMessage(store);
    expect(assertLeft(await processMessage(aReceivedMessage(twin)))).to.include({
      code: "MessageIdConflict",
    });
    expect(assertRight(await processMessage(aReceivedMessage(raw)))).to.equal("Recorded");
    expect(store.records.get(aMessageId)).to.include({ status: "Processed", message: raw });
  });

  it("keeps one record of a conflict, however often it is delivered", async () => {
    const { process, writes } = aStore();
    for (const text of [raw, twin, twin, raw, twin]) await process(text);
    expect(writes.filter((write) => write.startsWith("record"))).to.have.length(2);
  });
});

describe("processing an invalid message", () => {
  it("archives an invalid message under its content, then records it as rejected under its id", async () => {
    const { process, archive, records, writes } = aStore();
    expect(assertLeft(await process(invalid))).to.include({ kind: "Permanent", code: "InvalidMessage" });
    const key = `${aCompanyId}/rejected/${sha256(invalid)}.json`;
    expect(writes).to.deep.equal([`put ${key}`, `record ${aMessageId} Rejected`]);
    expect(archive.get(key)).to.deep.equal({
      key,
      message: invalid,
      sha256: sha256(invalid),
      metadata: {
        verdict: "Rejected",
        code: "InvalidMessage",
        fields: '[{"path":"metadata.message_time","expected":"an RFC 3339 date-time with a zone"}]',
        judged_at: "2023-12-10T22:03:01.000Z",
        received_at: "2023-12-10T22:02:39.123Z",
        request_id: "request-1",
        sha256: sha256(invalid),
        company_id: aCompanyId,
        message_id: aMessageId,
      },
    });
    const record = records.get(aMessageId);
    expect(record).to.include({ status: "Rejected", company_id: aCompanyId, message: invalid });
    expect(record).to.have.nested.property("error.fields[0].path", "metadata.message_time");
    expect(record).not.to.have.property("message_time");
    expect(JSON.stringify(record?.status === "Rejected" && record.error)).not.to.contain("s3cr3t");
  });

  it("records an invalid message under the hash of its content when its id is processed", async () => {
    const { process, records } = aStore();
    await process(raw);
    expect(assertLeft(await process(invalid))).to.include({ code: "InvalidMessage" });
    expect(records.get(aMessageId)).to.include({ status: "Processed", message: raw });
    expect(records.get(contentKeyOf(invalid))).to.include({ status: "Rejected", message: invalid });
  });

  it("records each of two invalid messages with the same id, in whatever order they come", async () => {
    const { process, records } = aStore();
    const other = aValidRaw({ metadata: { message_time: "never" } });
    await process(invalid);
    const first = records.get(aMessageId);
    for (const text of [other, invalid, other]) await process(text);
    expect(records.get(aMessageId)).to.equal(first);
    expect(records.get(contentKeyOf(other))).to.include({ status: "Rejected", message: other });
    expect(records.size).to.equal(2);
  });

  it("archives and records what is not JSON under the hash of its content, without a company", async () => {
    const { process, archive, records } = aStore();
    for (const text of ["{", "", "\uFEFF{}", JSON.stringify(raw), "null"]) {
      expect(assertLeft(await process(text))).to.include({ kind: "Permanent" });
      expect(records.get(contentKeyOf(text)))
        .to.include({ message: text })
        .and.not.have.property("company_id");
      expect(archive.get(`unreadable/${sha256(text)}.json`)?.message).to.equal(text);
    }
  });

  it("records nothing while a rejected message cannot be archived", async () => {
    const { process, writes } = aStore({ archiveMessage: async () => E.left(throttled) });
    for (const text of [invalid, "{"]) expect(assertLeft(await process(text))).to.equal(throttled);
    expect(writes).to.deep.equal([]);
  });

  it("fails transiently, for an operator, when other bytes stand under the hash of a content", async () => {
    const { process, writes } = aStore({ archiveMessage: async () => E.right({ kind: "Conflict" }) });
    expect(assertLeft(await process(invalid))).to.include({ kind: "Transient", needsOperator: true });
    expect(writes).to.deep.equal([]);
  });

  it("shows a message with two company_ids to no company, unless its sender is known", async () => {
    const { process, archive, records } = aStore();
    const text = raw.replace('"company_id":', `"company_id":"${anotherCompanyId}","company_id":`);
    expect(assertLeft(await process(text))).to.deep.include({
      code: "InvalidMessage",
      fields: [{ path: "metadata.company_id", expected: "one member of this name" }],
    });
    expect(records.get(aMessageId)).to.include({ status: "Rejected" }).and.not.have.property("company_id");
    expect([...archive.keys()]).to.deep.equal([`unreadable/${sha256(text)}.json`]);
    await process(text, aCompanyId);
    expect(records.get(aMessageId)).to.include({ status: "Rejected", company_id: aCompanyId });
    expect([...archive.keys()].at(-1)).to.equal(`${aCompanyId}/rejected/${sha256(text)}.json`);
  });

  it("fails transiently when a rejection cannot be recorded", async () => {
    const { process } = aStore({ recordRejected: async () => E.left(throttled) });
    for (const text of [invalid, "{"]) expect(assertLeft(await process(text))).to.equal(throttled);
  });

  it("fails transiently, for an operator, when every candidate key is taken", async () => {
    const { process } = aStore({ recordRejected: async () => E.right("Conflict") });
    for (const text of [invalid, "{"])
      expect(assertLeft(await process(text))).to.include({ kind: "Transient", needsOperator: true });
  });
});

describe("processing a message whose sender's company is known", () => {
  it("processes a message that names the sender's company", async () => {
    const { process } = aStore();
    expect(assertRight(await process(raw, aCompanyId))).to.equal("Recorded");
  });

  for (const [name, text] of Object.entries({ valid: raw, invalid })) {
    it(`rejects a message that names another company, for the sender alone (${name})`, async () => {
      const { process, archive, records } = aStore();
      expect(assertLeft(await process(text, anotherCompanyId))).to.include({ code: "CompanyMismatch" });
      expect([...archive.keys()]).to.deep.equal([`${anotherCompanyId}/rejected/${sha256(text)}.json`]);
      expect([...records.keys()]).to.deep.equal([contentKeyOf(text)]);
      expect(records.get(contentKeyOf(text))).to.include({
        status: "Rejected",
        company_id: anotherCompanyId,
      });
    });
  }

  it("leaves the other company's record unchanged", async () => {
    const { process, records } = aStore();
    await process(raw, aCompanyId);
    const first = records.get(aMessageId);
    await process(twin, anotherCompanyId);
    await process(invalid, anotherCompanyId);
    expect(records.get(aMessageId)).to.equal(first);
  });

  it("records the same rejected text for each of two senders", async () => {
    const { process, records, writes } = aStore();
    const senders = [anotherCompanyId, "77d5b7f0-52a8-4d36-8d0a-3b6f5a0b6c03"];
    for (const sender of [...senders, ...senders]) await process(raw, sender);
    expect([...records.values()].map(({ company_id }) => company_id)).to.deep.equal(senders);
    expect(writes.filter((write) => write.startsWith("record"))).to.have.length(2);
  });

  it("records a company's conflict when another company sent the same text first", async () => {
    const { process, records } = aStore();
    await process(twin, anotherCompanyId);
    await process(raw, aCompanyId);
    expect(assertLeft(await process(twin, aCompanyId))).to.include({ code: "MessageIdConflict" });
    const rejections = [...records.values()].filter(
      ({ company_id, message }) => company_id === aCompanyId && message === twin,
    );
    expect(rejections).to.have.length(1);
  });

  it("records a message without a company when the token's company cannot be read", async () => {
    const { process, archive, records } = aStore();
    expect(assertLeft(await process(raw, ""))).to.include({ code: "CompanyMismatch" });
    expect([...archive.keys()]).to.deep.equal([`unreadable/${sha256(raw)}.json`]);
    expect(records.get(contentKeyOf(raw))).not.to.have.property("company_id");
  });

  it("rejects an invalid message that names no company for its own error", async () => {
    const { process } = aStore();
    expect(assertLeft(await process("{", aCompanyId))).to.include({ code: "MalformedJson" });
  });

  it("records a message without a readable company for its sender", async () => {
    const { process, records } = aStore();
    const nameless = aValidRaw({ metadata: { company_id: "nobody" } });
    for (const text of ["{", nameless]) await process(text, aCompanyId);
    expect(records.get(contentKeyOf("{"))).to.include({ company_id: aCompanyId });
    expect(records.get(aMessageId)).to.include({ status: "Rejected", company_id: aCompanyId });
  });

  it("records a message without a company when neither it nor the token names one", async () => {
    const { process, records } = aStore();
    await process("{", "");
    expect(records.get(contentKeyOf("{"))).not.to.have.property("company_id");
  });
});
