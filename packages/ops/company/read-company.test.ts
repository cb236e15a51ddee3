import { expect } from "chai";
import { aBody } from "../dead-letters/letter.fixture.ts";
import { makeFakeQueues } from "../dead-letters/fake-queues.fixture.ts";
import { makeFakeTarget, makeFakeTerminal } from "../dead-letters/fake-target.fixture.ts";
import { toCompanyText } from "./company-text.ts";
import { readCompany } from "./read-company.ts";

const company = "e0721e56-fb09-4273-ae74-7bcbc92d43eb";
const another = "11111111-2222-4333-8444-555555555555";

describe("readCompany", () => {
  it("counts the letters of a local system, and those that another look hides as nobody's", async () => {
    const queues = makeFakeQueues(1);
    queues.put("dead", "a", aBody("a", company));
    queues.put("dead", "b", aBody("b", another));
    const read = async () => {
      const target = { ...makeFakeTarget(queues), isLocal: true };
      return (await readCompany(target, company, new Date(), makeFakeTerminal().terminal)).dead_letters;
    };
    expect(await read()).to.deep.equal({ count: 2, own: 1 });
    queues.hide("dead", "a", 3_600_000);
    expect(await read()).to.deep.equal({ count: 2, own: 0, unseen: 1 });
  });

  it("counts the records where SQS fails, and says what it has not read", async () => {
    const queues = makeFakeQueues(1);
    queues.refusals.set("GetQueueAttributesCommand", new Error("no connection"));
    const report = await readCompany(
      makeFakeTarget(queues),
      company,
      new Date(),
      makeFakeTerminal().terminal,
    );
    expect(report).to.deep.include({
      processed: 0,
      queue: { waiting: null, share: null },
      dead_letters: { count: null, own: null },
      not_read: ["the queue: no connection", "dead letters: no connection"],
    });
    const text = toCompanyText(report, { stack: "message-handler-prod", isLocal: false });
    expect(text)
      .to.contain("queue      not read\nletters    not read\n")
      .and.to.contain("\nNot read:\n  the queue: no");
  });
});
