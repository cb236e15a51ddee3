import { expect } from "chai";
import { makeFakeQueues, type FakeQueues } from "../dead-letters/fake-queues.fixture.ts";
import { makeFakeTarget, makeFakeTerminal } from "../dead-letters/fake-target.fixture.ts";
import { aBody } from "../dead-letters/letter.fixture.ts";
import { eraseQueued } from "./erase-queued.ts";

const [companyId, other] = ["e0721e56-fb09-4273-ae74-7bcbc92d43eb", "55c0a2f3-5d3c-4a0e-9d4b-2f6f43f0a111"];

describe("eraseQueued", () => {
  let queues: FakeQueues;
  beforeEach(() => {
    queues = makeFakeQueues(100);
    for (const url of ["work", "dead"])
      for (const company of [companyId, other]) queues.put(url, `${url} ${company}`, aBody(url, company));
  });

  const run = async (isDryRun = false) => {
    const erasing = { companyId, isDryRun, rate: undefined, note: () => undefined };
    return eraseQueued(makeFakeTarget(queues), erasing, makeFakeTerminal().terminal);
  };
  const unseen = { in_flight: 0, delayed: 0, dead_letters: 0 };

  it("waits for dead letters that another look hides", async () => {
    queues = makeFakeQueues(100);
    for (const id of ["one", "two"]) queues.put("dead", id, aBody(id, companyId));
    // Longer than it takes to look.
    queues.hide("dead", "one", 1000);
    expect(await run()).to.deep.equal({ queued: 2, resent: 0, unseen });
  });

  it("says of both queues how many messages SQS did not show", async () => {
    queues.countPhantoms(2);
    expect(await run()).to.deep.include({ unseen: { ...unseen, in_flight: 2, dead_letters: 2 } });
  });

  it("refuses to look at more dead letters than SQS shows at once, and erases nothing then", async () => {
    queues.countPhantoms(99_999);
    for (const id of ["one", "two"]) queues.put("dead", id);
    expect(await run().catch(String)).to.contain("too many messages wait");
    queues.countPhantoms(99_998);
    expect(await run().catch(String)).to.contain("too many dead letters");
    expect(queues.idsIn("work")).to.have.length(2);
  });

  it("sends anew what had its last delivery in a look, handed out twice or in a dry run, and counts it once", async () => {
    for (const id of [`work ${companyId}`, `work ${other}`]) {
      queues.deliver("work", id, 1);
      queues.twice.add(id);
    }
    expect(await run(true)).to.deep.equal({ queued: 2, resent: 2, unseen });
    expect(queues.bodiesIn("work")).to.have.members([aBody("work", companyId), aBody("work", other)]);
    expect(Math.max(...queues.receives("work"))).to.be.lessThan(3);
    expect(await run()).to.deep.equal({ queued: 2, resent: 0, unseen });
    expect(queues.bodiesIn("work")).to.deep.equal([aBody("work", other)]);
  });
});
