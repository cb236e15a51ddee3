import { until } from "@message-handler/local-cloud/testing";
import { expect } from "chai";
import { aMessage } from "./testing/message.ts";
import { startSystem, type RunningSystem } from "./testing/running-system.ts";

/** Longer than process-message waits for S3. */
const starvedMs = 3_000;

describe("A machine that starves", () => {
  let system: RunningSystem;
  before(async () => {
    system = await startSystem();
  });
  after(async () => system?.stop());

  it("is no outage of S3: a PUT that could not be answered in time is answered later, on the first delivery", async () => {
    const store = { service: "s3", operation: "PutObject" };
    await system.setFaults({ ...store, effect: { type: "latency", ms: 300 } });
    const message = aMessage();
    const puts = () => system.log().filter(({ message: text }) => text === "latency on s3 PutObject");
    await system.enqueue(message.raw);
    await until("the PUT is on its way", () => puts().length > 0);
    // The local cloud is this process: nothing of it runs meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, starvedMs);
    await system.untilRecorded(message.message_id, "Processed");
    expect(puts(), "PUTs, as one that had timed out would be repeated").to.have.length(1);
    expect(system.log().filter(({ message: text }) => text === "delivery failed")).to.deep.equal([]);
  });
});
