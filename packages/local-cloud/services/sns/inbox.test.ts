import { expect } from "chai";
import { alerts, openSnsFixture, type SnsFixture } from "../../testing/sns-fixture.ts";
import { makeInbox } from "./inbox.ts";

describe("SNS inbox", () => {
  let fixture: SnsFixture;
  beforeEach(async () => {
    fixture = await openSnsFixture();
  });
  afterEach(async () => {
    await fixture.close();
  });

  it("puts one entry for each subscriber into the inbox", async () => {
    const sns = await fixture.start({
      one: { protocol: "email", endpoint: "a@example.com" },
      two: { protocol: "https", endpoint: "https://example.com/hook" },
    });
    await fixture.publish('{"text":"a & b < c \\" + é 🎉"}', 'ALARM: "jobs" in US East');
    const entry = {
      topic: alerts,
      subject: 'ALARM: "jobs" in US East',
      message: '{"text":"a & b < c \\" + é 🎉"}',
      time: "2026-11-29T10:00:00.000Z",
    };
    expect(sns.inbox()).to.have.deep.members([
      { ...entry, to: "email:a@example.com" },
      { ...entry, to: "https:https://example.com/hook" },
    ]);
  });

  it("puts one entry for the topic into the inbox when it has no subscriber", async () => {
    const sns = await fixture.start({});
    await fixture.publish("hello");
    expect(sns.inbox().map(({ to, subject }) => ({ to, subject }))).to.deep.equal([
      { to: alerts, subject: null },
    ]);
  });

  it("keeps the newest thousand entries of the inbox", () => {
    const inbox = makeInbox();
    for (let number = 0; number < 1_010; number += 1)
      inbox.add({ topic: alerts, subject: null, message: `${number}`, time: "t", to: alerts });
    expect(inbox.entries()).to.have.length(1_000);
    expect(inbox.entries()[0]?.message).to.equal("10");
    expect(inbox.entries().at(-1)?.message).to.equal("1009");
  });
});
