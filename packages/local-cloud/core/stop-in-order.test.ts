import { expect } from "chai";

import { stopInOrder } from "./stop-in-order.ts";
import { rejectionOf } from "../testing/rejection-of.ts";

describe("stopInOrder", () => {
  it("closes the API port first and releases the data directory last, each once the one before has ended", async () => {
    const seen: string[] = [];
    const stop = (name: string) => async () => {
      seen.push(`${name}?`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name}!`);
    };
    const senders = ["apiPort", "eventSources", "functions", "cloudwatch", "sqs"];
    const names = [...senders, "awsPort", "queues", "objects", "tables", "dataDirectory"];
    await stopInOrder(Object.fromEntries(names.toReversed().map((name) => [name, stop(name)])));
    expect(seen).to.deep.equal(names.flatMap((name) => [`${name}?`, `${name}!`]));
  });

  it("stops the others when some fail, and names those that failed", async () => {
    const seen: string[] = [];
    const error = await rejectionOf(
      stopInOrder({
        apiPort: async () => Promise.reject(new Error("stuck")),
        sqs: async () => Promise.reject(new Error("full")),
        dataDirectory: async () => seen.push("dataDirectory"),
      }),
    );
    expect(seen).to.deep.equal(["dataDirectory"]);
    expect(error).to.be.instanceOf(AggregateError);
    expect((error as AggregateError).errors).to.have.length(2);
    expect(error.message).to.match(/apiPort did not stop: .*stuck.*sqs did not stop: .*full/);
  });
});
