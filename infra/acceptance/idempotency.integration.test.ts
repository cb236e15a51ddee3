import { expect } from "chai";
import { createHash, randomUUID } from "node:crypto";
import { aMessage } from "./testing/message.ts";
import { startSystem, type RunningSystem } from "./testing/running-system.ts";

const sha256 = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex");

describe("repeated message ids", () => {
  let system: RunningSystem;
  before(async () => {
    system = await startSystem();
  });
  after(async () => system.stop());

  const enqueueTenTimes = async (raw: string): Promise<void> =>
    system.enqueueBatch(Array.from({ length: 10 }, () => raw));
  const errorLines = () => system.log().filter(({ level }) => level === "ERROR");

  it("leave one record and one object of identical messages, with the first times", async () => {
    const { message_id, company_id, raw } = aMessage();
    await system.enqueue(raw);
    await system.untilRecorded(message_id, "Processed");
    const first = await system.item(message_id);
    for (let round = 0; round < 10; round += 1) await enqueueTenTimes(raw);
    await system.untilIdle();
    expect(await system.item(message_id)).to.deep.equal(first);
    expect((await system.objectKeys()).filter((key) => key.includes(message_id))).to.deep.equal([
      `${company_id}/${message_id}.json`,
    ]);
    expect((await system.items()).filter((item) => item["message"]?.S === raw)).to.have.length(1);
    expect(errorLines()).to.deep.equal([]);
  });

  it("keep the first request_id of an identical message that is posted twice, and its sha256", async () => {
    const { message_id, raw } = aMessage();
    const first = await system.post(raw);
    await system.untilRecorded(message_id, "Processed");
    const second = await system.post(raw);
    await system.untilIdle();
    expect(second.json?.["request_id"]).not.to.equal(first.json?.["request_id"]);
    const { json } = await system.get(message_id);
    expect(json).to.include({ request_id: first.json?.["request_id"], sha256: sha256(raw) });
    expect((await system.get(`sha256:${sha256(raw)}`)).status).to.equal(404);
  });

  it("leave one of several different messages as processed, and the others as conflicts", async () => {
    for (let round = 0; round < 5; round += 1) {
      const ids = { message_id: randomUUID(), company_id: randomUUID() };
      const twins = [
        aMessage(ids).raw,
        aMessage({ ...ids, data: '{"other":true}' }).raw,
        ` ${aMessage(ids).raw}`,
      ];
      await Promise.all([...twins, ...twins].map(async (raw) => system.enqueue(raw)));
      await system.untilRecorded(ids.message_id, "Processed");
      await system.untilIdle();

      const winner = await system.item(ids.message_id);
      const object = await system.object(`${ids.company_id}/${ids.message_id}.json`);
      expect(sha256(object)).to.equal(winner?.["sha256"]?.S);
      const losers = twins.filter((raw) => raw !== winner?.["message"]?.S);
      expect(losers).to.have.length(2);
      for (const raw of losers) {
        const record = await system.untilRecorded(`sha256:${sha256(raw)}`, "Rejected");
        expect(record.json?.["error"]).to.include({ code: "MessageIdConflict" });
        expect(record.json?.["company_id"]).to.equal(ids.company_id);
      }
    }
    expect(errorLines()).to.deep.equal([]);
  });

  it("do not let another company change the first record", async () => {
    const first = aMessage();
    await system.enqueue(first.raw);
    await system.untilRecorded(first.message_id, "Processed");
    const before = await system.item(first.message_id);
    const other = aMessage({ message_id: first.message_id });
    await system.enqueue(other.raw);
    const conflict = await system.untilRecorded(`sha256:${sha256(other.raw)}`, "Rejected");
    expect(conflict.json).to.include({ company_id: other.company_id });
    expect(await system.item(first.message_id)).to.deep.equal(before);
  });

  it("do not let an invalid message replace a processed one", async () => {
    const valid = aMessage();
    await system.enqueue(valid.raw);
    await system.untilRecorded(valid.message_id, "Processed");
    const twin = aMessage({ ...valid, message_time: "yesterday" });
    await system.enqueue(twin.raw);
    await system.untilRecorded(`sha256:${sha256(twin.raw)}`, "Rejected");
    expect((await system.get(valid.message_id)).json).to.include({ status: "Processed" });
  });

  it("let a corrected message replace a rejection", async () => {
    const valid = aMessage();
    await system.post(aMessage({ ...valid, message_time: "yesterday" }).raw);
    await system.untilRecorded(valid.message_id, "Rejected");
    await system.post(valid.raw);
    await system.untilRecorded(valid.message_id, "Processed");
    expect(await system.item(valid.message_id)).not.to.have.any.keys("error", "rejected_at");
  });
});
