import { expect } from "chai";
import { makeDeliverBatch } from "./deliver-batch.ts";

const records = [
  { messageId: "m1", receiptHandle: "h1" },
  { messageId: "m2", receiptHandle: "h2" },
];

describe("makeDeliverBatch", () => {
  it("releases a message that was dealt with and cannot be deleted, and says that it will come again", async () => {
    const released: string[] = [];
    const log: string[] = [];
    const deliver = makeDeliverBatch({
      queue: { url: "url", remove: async () => new Map([["h2", "AccessDenied"]]) },
      invoke: async () => ({ ok: true, payload: "null" }),
      reportsFailures: true,
      leases: { hold: () => undefined, release: async (_url, handle) => void released.push(handle) },
      log: (level, _source, message) => log.push(`${level} ${message}`),
      source: "event-source:jobs",
    });
    expect(await deliver(records)).to.equal("done");
    expect(released).to.deep.equal(["h2"]);
    expect(log).to.have.length(1);
    expect(log[0]).to.match(/^ERROR .*AccessDenied/);
  });
});
