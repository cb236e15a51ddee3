import { expect } from "chai";
import { makeFakeQueues } from "./fake-queues.fixture.ts";
import { makeFakeTarget, makeFakeTerminal } from "./fake-target.fixture.ts";
import { chooseLetters, findLetters } from "./find-letters.ts";
import { readDeadLetterQueue } from "./queue.ts";

describe("findLetters, where the log cannot be read", () => {
  const makeTarget = () => {
    const queues = makeFakeQueues(1);
    queues.put("dead", "a");
    const target = makeFakeTarget(queues);
    const failing = () => async () => Promise.reject(new Error("no connection"));
    target.clients.logs.middlewareStack.add(failing, { step: "initialize", priority: "high" });
    return target;
  };
  const notRead = ["the log of failed deliveries: no connection"];

  it("finds letters all the same, and says why no cause is known", async () => {
    const target = makeTarget();
    const { terminal, said } = makeFakeTerminal();
    const found = await findLetters(target, {}, terminal, await readDeadLetterQueue(target));
    expect(found.letters.map(({ id, code }) => ({ id, code }))).to.deep.equal([{ id: "a", code: null }]);
    expect(found.notRead).to.deep.equal(notRead);
    await chooseLetters(target, {}, terminal);
    expect(said()).to.equal(`Not read, so that no cause is known: ${notRead[0]}\n`);
  });

  it("fails for those of a code, which nobody can tell without it", async () => {
    const choosing = chooseLetters(makeTarget(), { code: "none" }, makeFakeTerminal().terminal);
    expect(await choosing.catch(String)).to.equal("Error: no connection");
  });
});
