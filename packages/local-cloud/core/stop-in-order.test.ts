import { expect } from "chai";
import { failureOf } from "../testing/start-test-endpoint.ts";
import { stopInOrder } from "./stop-in-order.ts";

describe("stopInOrder", () => {
  it("closes the API port first and the engines last, each once the one before has ended", async () => {
    const seen: string[] = [];
    const stop = (name: string) => async () => {
      seen.push(`${name}?`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name}!`);
    };
    await stopInOrder({
      engines: stop("engines"),
      awsPort: stop("awsPort"),
      functions: stop("functions"),
      eventSources: stop("eventSources"),
      apiPort: stop("apiPort"),
    });
    const names = ["apiPort", "eventSources", "functions", "awsPort", "engines"];
    expect(seen).to.deep.equal(names.flatMap((name) => [`${name}?`, `${name}!`]));
  });

  it("ends the others when some fail, and says which failed", async () => {
    const seen: string[] = [];
    const error = await failureOf(
      stopInOrder({
        apiPort: async () => Promise.reject(new Error("stuck")),
        sqs: async () => Promise.reject(new Error("full")),
        engines: async () => seen.push("engines"),
      }),
    );
    expect(seen).to.deep.equal(["engines"]);
    expect(error).to.be.instanceOf(AggregateError);
    expect((error as AggregateError).errors).to.have.length(2);
    expect(error.message).to.match(/apiPort did not stop: .*stuck.*sqs did not stop: .*full/);
  });
});
