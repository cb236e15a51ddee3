import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFakeQueues } from "./fake-queues.fixture.ts";
import { makeFakeTarget, makeFakeTerminal } from "./fake-target.fixture.ts";
import { importLetters } from "./import-letters.ts";

const aLine = (id: string): string =>
  `{"id":"${id}","received_at":"2026-01-31T10:15:00.000Z","attributes":{},"body":"text"}\n`;

describe("importLetters", () => {
  let directory: string;
  let from: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "import-"));
    from = join(directory, "letters.jsonl");
    writeFileSync(from, aLine("a"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("sends a letter once that the file has twice, and each of two that are alike", async () => {
    writeFileSync(from, aLine("a") + aLine("b") + aLine("a"));
    const queues = makeFakeQueues(1);
    const { terminal } = makeFakeTerminal();
    const imported = await importLetters(makeFakeTarget(queues), { from, yes: true }, terminal);
    expect(imported).to.deep.equal({ imported: 2, present: 0, failed: 0 });
    expect(queues.bodiesIn("dead")).to.deep.equal(["text", "text"]);
  });

  it("says how many it has sent at least when SQS fails", async () => {
    const queues = makeFakeQueues(1);
    queues.refusals.set("SendMessageCommand", new Error("no connection"));
    const { terminal, said } = makeFakeTerminal();
    const importing = importLetters(makeFakeTarget(queues), { from, yes: true }, terminal);
    expect(await importing.catch(String)).to.equal("Error: no connection");
    expect(said()).to.equal("Imported at least 0 of 1 letter. The same line goes on.\n");
  });

  it("sends nothing while SQS counts letters that it does not show", async () => {
    const queues = makeFakeQueues(1);
    queues.countPhantoms(1);
    const run = async () =>
      importLetters(makeFakeTarget(queues), { from, yes: true }, makeFakeTerminal().terminal);
    expect(await run().catch(String)).to.contain("SQS counts 1 letter in the dead-letter queue");
    expect(queues.bodiesIn("dead")).to.deep.equal([]);
    queues.countPhantoms(0);
    expect(await run()).to.deep.equal({ imported: 1, present: 0, failed: 0 });
    expect(await run()).to.deep.equal({ imported: 0, present: 1, failed: 0 });
    expect(queues.bodiesIn("dead")).to.deep.equal(["text"]);
  });
});
