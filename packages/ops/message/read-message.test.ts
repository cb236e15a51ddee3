import { expect } from "chai";
import { makeFakeQueues } from "../dead-letters/fake-queues.fixture.ts";
import { makeFakeTarget, makeFakeTerminal } from "../dead-letters/fake-target.fixture.ts";
import { aBody } from "../dead-letters/letter.fixture.ts";
import { toMessageText } from "./message-text.ts";
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

  describe("where something cannot be read", () => {
    const failing = () => async () => Promise.reject(new Error("no connection"));
    const step = { step: "initialize", priority: "high" } as const;
    const read = async (...services: readonly ("sqs" | "logs" | "dynamodb")[]) => {
      const queues = makeFakeQueues(1);
      queues.put("dead", "a", aBody(id, "e0721e56-fb09-4273-ae74-7bcbc92d43eb"));
      const target = makeFakeTarget(queues);
      const { sqs, logs, dynamodb } = target.clients;
      if (services.includes("sqs")) sqs.middlewareStack.add(failing, step);
      if (services.includes("logs")) logs.middlewareStack.add(failing, step);
      if (services.includes("dynamodb")) dynamodb.middlewareStack.add(failing, step);
      return readMessage(target, { id, since: 60_000 }, makeFakeTerminal().terminal, new Date());
    };
    const id = "6066a22e-bca2-4e00-8f4b-b79c7e1f1104";

    it("tells of a letter without the log of its deliveries", async () => {
      expect(await read("logs")).to.deep.include({
        where: "dead-letters",
        attempts: [],
        not_read: ["the log of failed deliveries: no connection"],
      });
    });

    it("tells of a letter without its record, and does not say that there is none", async () => {
      const known = await read("dynamodb");
      expect(known).to.deep.include({ where: "dead-letters", not_looked_up: ["record"] });
      expect(toMessageText(known)).to.contain("record    not looked up\n");
    });

    it("does not say where a message is that may be in what could not be read", async () => {
      const known = await read("sqs");
      expect(known).to.deep.include({ where: "unknown", not_read: ["the queues: no connection"] });
      expect(toMessageText(known))
        .to.match(/^where +unknown: not everything could be read$/m)
        .and.to.match(/\nNot read:\n {2}the queues: no connection$/);
    });

    it("fails where nothing can be read", async () => {
      expect(await read("sqs", "logs", "dynamodb").catch(String)).to.contain(
        "OperatorError: the queues: no connection; the record: no connection",
      );
    });
  });
});
