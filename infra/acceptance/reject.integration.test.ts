import { expect } from "chai";
import { createHash, randomUUID } from "node:crypto";
import { aMessage } from "./testing/message.ts";
import { startSystem, type RunningSystem } from "./testing/running-system.ts";
import { until } from "@message-handler/local-cloud/testing";

const hashKey = (raw: string): string => `sha256:${createHash("sha256").update(raw).digest("hex")}`;

describe("an invalid message", () => {
  let system: RunningSystem;
  before(async () => {
    system = await startSystem();
  });
  after(async () => system.stop());

  const timePath = "metadata.message_time";
  const invalid: Readonly<Record<string, { readonly raw: (id: string) => string; readonly path: string }>> = {
    "30 February": {
      raw: (message_id) => aMessage({ message_id, message_time: "2023-02-30T00:00:00Z" }).raw,
      path: timePath,
    },
    "no zone": {
      raw: (message_id) => aMessage({ message_id, message_time: "2023-12-10T22:02:38" }).raw,
      path: timePath,
    },
    "24:00": {
      raw: (message_id) => aMessage({ message_id, message_time: "2023-12-10T24:00:00Z" }).raw,
      path: timePath,
    },
    "a time that is a number": {
      raw: (message_id) => aMessage({ message_id, message_time: 20231210 }).raw,
      path: timePath,
    },
    "data that is a list": {
      raw: (message_id) => aMessage({ message_id, data: '["20231210"]' }).raw,
      path: "data",
    },
    "a company_id that stands twice": {
      raw: (message_id) =>
        aMessage({ message_id }).raw.replace('"company_id":', '"company_id":"20231210","company_id":'),
      path: "metadata.company_id",
    },
    "data that is text": {
      raw: (message_id) => aMessage({ message_id, data: '"20231210"' }).raw,
      path: "data",
    },
  };
  for (const [what, { raw, path }] of Object.entries(invalid)) {
    it(`is recorded as rejected, with the invalid field and without its value: ${what}`, async () => {
      const id = randomUUID();
      const text = raw(id);
      const accepted = await system.post(text);
      expect(accepted.status).to.equal(202);
      const found = await system.untilRecorded(id, "Rejected");
      const hash = hashKey(text).slice("sha256:".length);
      const key = (await system.objectKeys()).find((name) => name.endsWith(`/${hash}.json`)) ?? "";
      expect(key).to.match(/^(unreadable|[-0-9a-f]{36}\/rejected)\/[0-9a-f]{64}\.json$/);
      expect(Buffer.from(await system.object(key)).toString(), "archived to the byte").to.equal(text);
      expect(await system.objectMetadata(key)).to.include({
        code: "InvalidMessage",
        message_id: id,
        request_id: accepted.json?.["request_id"],
        received_at: found.json?.["received_at"],
      });
      const error = found.json?.["error"] as { code: string; fields: readonly { path: string }[] };
      expect(error.code).to.equal("InvalidMessage");
      expect(error.fields.map((field) => field.path)).to.deep.equal([path]);
      expect(JSON.stringify(error)).not.to.match(/2023/);
    });
  }

  const nil = "00000000-0000-0000-0000-000000000000";
  const direct: Readonly<Record<string, string>> = {
    "a brace": "{",
    "an empty text": '""',
    "a byte order mark": `\uFEFF${aMessage().raw}`,
    "JSON in JSON": JSON.stringify(aMessage().raw),
    "a company that is a path": aMessage({ company_id: "../x" }).raw.replace(
      /"message_id":"[^"]+"/,
      '"message_id":1',
    ),
    "the Nil UUID, past the API": aMessage({ message_id: nil }).raw.replace(
      /"company_id":"[^"]+"/,
      `"company_id":"${nil}"`,
    ),
    "an inherited metadata": `{"__proto__":${aMessage().raw}}`,
  };
  for (const [what, raw] of Object.entries(direct)) {
    it(`is recorded once under its hash when it has no readable id: ${what}`, async () => {
      await system.enqueue(raw);
      await system.enqueue(raw);
      const found = await system.untilRecorded(hashKey(raw), "Rejected");
      await system.untilIdle();
      expect(found.json?.["sha256"]).to.equal(hashKey(raw).slice("sha256:".length));
      expect((await system.items()).filter((item) => item["message"]?.S === raw)).to.have.length(1);
    });
  }

  it("is in no company's list when only its company cannot be read", async () => {
    const { message_id, raw } = aMessage({ company_id: "../x" });
    await system.enqueue(raw);
    await system.untilRecorded(message_id, "Rejected");
    expect(await system.item(message_id)).not.to.have.property("company_id");
  });

  it("does not stop a valid message that has its ids in upper case", async () => {
    const ids = { message_id: randomUUID().toUpperCase(), company_id: randomUUID().toUpperCase() };
    const { raw } = aMessage(ids);
    await system.enqueue(raw);
    await system.untilRecorded(ids.message_id.toLowerCase(), "Processed");
    const key = `${ids.company_id}/${ids.message_id}.json`.toLowerCase();
    expect(Buffer.from(await system.object(key)).toString()).to.equal(raw);
    expect((await system.get(ids.message_id)).status).to.equal(200);
  });

  it("is not dead-lettered, and fires only the alarm on rejections", async () => {
    await system.untilIdle();
    const { queues, alarms } = await system.state();
    expect(queues.filter(({ visible, in_flight }) => visible + in_flight > 0)).to.deep.equal([]);
    const fired = alarms.filter(
      ({ name, state }) => state === "ALARM" && !name.endsWith("-rejected-messages"),
    );
    expect(fired).to.deep.equal([]);
  });

  it("is logged without any of its values", async () => {
    const marker = "4111-1111-1111-1111";
    const id = randomUUID();
    await system.post(aMessage({ message_id: id, message_time: marker, data: JSON.stringify(marker) }).raw);
    await system.untilRecorded(id, "Rejected");
    const lines = await until("the rejection is logged", async () => {
      const found = system.log().filter((line) => JSON.stringify(line).includes("InvalidMessage"));
      return found.length > 0 && found;
    });
    expect(lines).not.to.be.empty;
    expect(JSON.stringify(system.log())).not.to.include(marker);
  });
});
