import { expect } from "chai";
import { makeFakeQueues } from "../dead-letters/fake-queues.fixture.ts";
import { makeFakeTarget, makeFakeTerminal } from "../dead-letters/fake-target.fixture.ts";
import { readMessage } from "./read-message.ts";

describe("readMessage", () => {
  it("says of a message that nothing tells of that it may be a hidden letter, or wait in the work queue", async () => {
    const queues = makeFakeQueues(1);
    queues.put("dead", "a");
    const read = async () => {
      const options = { id: "6066a22e-bca2-4e00-8f4b-b79c7e1f1104", since: 60_000 };
      return readMessage(makeFakeTarget(queues), options, makeFakeTerminal().terminal, new Date());
    };
    expect(await read()).to.include({ where: "unknown", note: "" });
    queues.hide("dead", "a", 3_600_000);
    expect((await read()).note).to.equal(
      "1 letter hidden by another look or move, and it may be one of them: try again.",
    );
    queues.put("work", "b");
    expect((await read()).note).to.match(
      /try again\. 1 message in the work queue, and it may be one of them/,
    );
  });
});
