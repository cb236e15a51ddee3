import { expect } from "chai";
import { makeDeliverBatch } from "./deliver-batch.ts";

const records = [
  { messageId: "m1", receiptHandle: "h1" },
  { messageId: "m2", receiptHandle: "h2" },
];

describe("makeDeliverBatch", () => {
  it("returns a message to the queue that was processed and cannot be deleted, and logs that it will come again", async () => {
    const returned: string[] = [];
    const log: string[] = [];
    const deliver = makeDeliverBatch({
      queue: { url: "url", remove: async () => new Map([["h2", "AccessDenied"]]) },
      invoke: async () => ({ ok: true, payload: "null" }),
      reportsFailures: true,
      returnToQueue: (url, handle) => returned.push(`${url} ${handle}`),
      log: (level, _source, message) => log.push(`${level} ${message}`),
      source: "event-source:jobs",
    });
    expect(await deliver(records)).to.equal("done");
    expect(returned).to.deep.equal(["url h2"]);
    expect(log).to.have.length(1);
    expect(log[0]).to.match(/^ERROR .*AccessDenied/);
  });
});
