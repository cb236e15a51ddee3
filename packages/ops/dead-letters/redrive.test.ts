import { expect } from "chai";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFakeQueues, type FakeQueues } from "./fake-queues.fixture.ts";
import { makeFakeTarget, makeFakeTerminal } from "./fake-target.fixture.ts";
import { openJournal } from "./journal.ts";
import { redrive, type Redriven, type RedriveOptions } from "./redrive.ts";

const failing = (name: string): Error => Object.assign(new Error("try again"), { name });

describe("redrive, of letters that another redrive has left half done", () => {
  let directory: string;
  let queues: FakeQueues;
  let said: () => string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "redrive-"));
    queues = makeFakeQueues(1);
    for (const id of ["a", "b", "c"]) queues.put("dead", id, `text ${id}`);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const run = async (options: Partial<RedriveOptions>): Promise<Redriven> => {
    const fake = makeFakeTerminal();
    ({ said } = fake);
    const given = { rate: 100, yes: true, ...options };
    return redrive(makeFakeTarget(queues), given, fake.terminal, directory);
  };
  const journal = () => openJournal(directory, ["redrive", "dead"]);

  it("deletes what was sent when SQS had refused to delete it, and does not send it twice", async () => {
    queues.refusals.set("DeleteMessageCommand", failing("InternalError"));
    expect(await run({ id: ["a"] })).to.deep.equal({ moved: 0, failed: 1 });
    expect(said()).to.contain("a was sent, and is not deleted yet");
    queues.refusals.clear();
    expect(await run({ id: ["a"] })).to.deep.equal({ moved: 1, failed: 0 });
    expect([queues.bodiesIn("work"), queues.idsIn("dead")]).to.deep.equal([["text a"], ["b", "c"]]);
    expect(readdirSync(directory)).to.deep.equal([]);
  });

  it("remembers what was sent while another look hides it", async () => {
    journal().end("a");
    // From the moment on at which the letters were chosen.
    queues.onRelease(() => queues.hide("dead", "a", 3_600_000));
    expect(await run({ id: ["b"] })).to.deep.equal({ moved: 1, failed: 0 });
    expect([...journal().done]).to.deep.equal(["a"]);
    queues.onRelease(() => undefined);
    queues.hide("dead", "a", 0);
    expect(await run({ id: ["a"] })).to.deep.equal({ moved: 1, failed: 0 });
    expect([queues.bodiesIn("work"), queues.idsIn("dead")]).to.deep.equal([["text b"], ["c"]]);
  });

  it("forgets what is no longer there, and nothing in a dry run", async () => {
    journal().end("gone");
    journal().begin("gone, too");
    expect(await run({ id: ["a"], dryRun: true })).not.to.have.property("resumed");
    expect([...journal().done]).to.deep.equal(["gone"]);
    await run({ id: ["a"] });
    expect(readdirSync(directory)).to.deep.equal([]);
  });

  it("forgets all once no letter is left, and says no more that one was interrupted", async () => {
    journal().end("gone");
    const empty = makeFakeQueues(1);
    const { terminal } = makeFakeTerminal();
    const line = { rate: 100, yes: true };
    expect(await redrive(makeFakeTarget(empty), line, terminal, directory)).to.deep.equal({
      moved: 0,
      failed: 0,
    });
    expect(readdirSync(directory)).to.deep.equal([]);
  });

  it("says of another's letters that it may be running still, and of which nobody knows whether they were sent", async () => {
    journal().end("a");
    journal().begin("b");
    await run({ dryRun: true });
    expect(said()).to.contain(
      "An earlier redrive was interrupted, or is still running: 1 letter sent and not deleted here yet, 1 that may have been sent.\n",
    );
  });

  it("tells of a filter that matches none how many there are", async () => {
    expect(await run({ id: ["nobody"] })).to.deep.equal({ moved: 0, failed: 0, none_of: 3 });
  });

  it("says how many it has moved when it is ended", async () => {
    const denied = Object.assign(new Error("no"), { name: "AccessDenied" });
    queues.onRelease(() => queues.refusals.set("SendMessageCommand", denied));
    expect(await run({ id: ["a", "b"] }).catch(String)).to.equal("AccessDenied: no");
    expect(said()).to.contain("Moved at least 0 of 2 letters. The same line goes on.\n");
  });

  it("counts apart, and says before, what it deletes besides the chosen ones", async () => {
    journal().end("a");
    expect(await run({ id: ["b"], dryRun: true })).to.deep.equal({
      moved: 1,
      failed: 0,
      resumed: 1,
      dry_run: true,
    });
    expect(await run({ id: ["b", "nobody"] })).to.deep.equal({
      moved: 1,
      failed: 0,
      resumed: 1,
      missing_ids: ["nobody"],
    });
    expect([queues.bodiesIn("work"), queues.idsIn("dead")]).to.deep.equal([["text b"], ["c"]]);
  });

  it("leaves one that was not chosen where nobody knows whether it was sent, and all moves it", async () => {
    journal().begin("a");
    expect(await run({ id: ["b"] })).to.deep.equal({ moved: 1, failed: 0 });
    expect(said()).to.contain("Not among these: 1 letter that an interrupted redrive may have sent");
    expect([[...journal().unsure], queues.idsIn("dead")]).to.deep.equal([["a"], ["a", "c"]]);
    queues.refusals.set("ListMessageMoveTasksCommand", failing("as far as this"));
    expect(await run({}).catch(String)).to.contain("as far as this");
    expect([queues.bodiesIn("work"), queues.idsIn("dead")]).to.deep.equal([["text b", "text a"], ["c"]]);
  });

  it("counts apart what all only deletes, says so before, and leaves no journal", async () => {
    journal().end("a");
    expect(await run({ dryRun: true })).to.deep.equal({ moved: 2, failed: 0, resumed: 1, dry_run: true });
    expect(queues.idsIn("dead")).to.deep.equal(["a", "b", "c"]);
    const asked: string[] = [];
    const { terminal } = makeFakeTerminal();
    const confirm = async (question: string) => asked.push(question) === 0;
    const person = { ...terminal, isInteractive: true, confirm };
    await redrive(makeFakeTarget(queues), { rate: 100 }, person, directory);
    expect(asked).to.deep.equal([
      "Move all 2 letters back to the work queue, and delete 1 letter that an interrupted redrive has sent already?",
    ]);
    expect(await run({})).to.deep.equal({ moved: 2, failed: 0, resumed: 1 });
    expect([queues.bodiesIn("work"), queues.idsIn("dead")]).to.deep.equal([["text b", "text c"], []]);
    expect(readdirSync(directory)).to.deep.equal([]);
  });

  it("has failed where letters remain that another look hid from SQS, and says how many", async () => {
    queues.sqs.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === "StartMessageMoveTaskCommand")
            for (const id of ["a", "b"]) queues.hide("dead", id, 3_600_000);
          return next(args);
        },
      { step: "initialize", priority: "high" },
    );
    expect(await run({})).to.deep.equal({ moved: 1, failed: 2 });
    expect(said()).to.contain("2 letters of 3 remain: ");
  });

  it("leaves no journal in which nothing is to be known, where a kill left one", async () => {
    journal().end("a");
    journal().forget("a");
    expect(await run({})).to.deep.equal({ moved: 3, failed: 0 });
    expect(readdirSync(directory)).to.deep.equal([]);
  });

  it("names the message of the only letter that it moved, by a line that asks the same stack", async () => {
    await run({ limit: 1 });
    expect(said()).to.match(/Next: ops message \S+ --env test\n$/);
  });

  it("moves nothing by SQS itself while what was sent cannot be deleted", async () => {
    journal().end("a");
    queues.refusals.set("DeleteMessageCommand", failing("InternalError"));
    expect(await run({}).catch(String)).to.contain("would be sent twice");
    expect([...journal().done]).to.deep.equal(["a"]);
  });
});
