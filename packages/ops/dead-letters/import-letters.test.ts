import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFakeQueues } from "./fake-queues.fixture.ts";
import { makeFakeTarget, makeFakeTerminal } from "./fake-target.fixture.ts";
import { importLetters } from "./import-letters.ts";

describe("importLetters", () => {
  it("sends nothing while SQS counts letters that it does not show", async () => {
    const directory = mkdtempSync(join(tmpdir(), "import-"));
    const from = join(directory, "letters.jsonl");
    writeFileSync(
      from,
      '{"id":"a","received_at":"2026-01-31T10:15:00.000Z","attributes":{},"body":"text"}\n',
    );
    const queues = makeFakeQueues(1);
    queues.countPhantoms(1);
    const run = async () =>
      importLetters(makeFakeTarget(queues), { from, yes: true }, makeFakeTerminal().terminal);
    expect(await run().catch(String)).to.contain("SQS counts 1 letter in the dead-letter queue");
    expect(queues.bodiesIn("dead")).to.deep.equal([]);
    queues.countPhantoms(0);
    expect(await run()).to.deep.equal({ imported: 1, present: 0, failed: 0 });
    expect(await run()).to.deep.equal({ imported: 0, present: 1, failed: 0 });
    rmSync(directory, { recursive: true });
    expect(queues.bodiesIn("dead")).to.deep.equal(["text"]);
  });
});
