import { expect } from "chai";
import { aMessage } from "./testing/message.ts";
import { startConfiguredSystem, type RunningSystem } from "./testing/running-system.ts";

describe("a system with a retention, a gradual release and its own executions", () => {
  let system: RunningSystem;
  before(async () => {
    system = await startConfiguredSystem({
      options: {
        gradualRelease: {},
        reservedConcurrency: { queryMessages: 2 },
        retention: { recordDays: 365, archiveDays: 400 },
        showThrottledKeys: true,
      },
    });
  });
  after(async () => system?.stop());

  const dayMs = 86_400_000;

  for (const [verdict, time, message] of [
    ["Processed", "processed_at", aMessage()],
    ["Rejected", "rejected_at", aMessage({ data: "[]" })],
  ] as const)
    it(`says of a record that is ${verdict} when it may be deleted, a year after its verdict`, async () => {
      expect((await system.post(message.raw)).status).to.equal(202);
      const found = await system.untilRecorded(message.message_id, verdict);
      const item = await system.item(message.message_id);
      const judgedAt = Date.parse(String(found.json?.[time]));
      expect(Number(item?.["expires_at"]?.N)).to.equal(Math.ceil((judgedAt + 365 * dayMs) / 1000));
      expect(found.json).not.to.have.property("expires_at");
    });
});
