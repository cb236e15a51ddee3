import { expect } from "chai";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { exportLetters } from "./export-letters.ts";
import { makeFakeQueues, type FakeQueues } from "./fake-queues.fixture.ts";
import { makeFakeTarget, makeFakeTerminal } from "./fake-target.fixture.ts";
import { interrupt } from "../terminal/interrupt.fixture.ts";

describe("exportLetters", () => {
  let directory: string;
  let queues: FakeQueues;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "export-"));
    queues = makeFakeQueues(1);
    for (const id of ["a", "b"]) queues.put("dead", id);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const run = async (to: string | Writable, filter = {}) =>
    exportLetters(makeFakeTarget(queues), filter, to, makeFakeTerminal().terminal);

  it("receives nothing where the file cannot be written, and says why in a sentence", async () => {
    const file = join(directory, "nowhere", "letters.jsonl");
    expect(await run(file).catch(String)).to.equal(
      `OperatorError: ${file} cannot be written: its folder is not there`,
    );
    expect(queues.calls).to.deep.equal([]);
  });

  it("releases the letters when the disk is full, or who reads it is gone", async () => {
    for (const [code, reason] of [
      ["ENOSPC", "the disk is full"],
      ["EPIPE", "who read it is gone"],
    ] as const) {
      const out = new Writable({
        write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })),
      }).on("error", () => undefined);
      expect(await run(out).catch(String)).to.contain(reason);
      expect(queues.visible("dead")).to.equal(2);
    }
  });

  for (const [what, isFile, words] of [
    ["removes what it has written of a file", true, "Nothing was exported.\n"],
    [
      "says that what it has written to stdout is not all",
      false,
      "The export is cut off: not all is in it.\n",
    ],
  ] as const)
    it(`${what} when a signal ends it`, async () => {
      const modules = [
        "./export-letters.ts",
        "./fake-queues.fixture.ts",
        "./fake-target.fixture.ts",
        "../terminal/terminal.ts",
      ];
      const { signal, said } = await interrupt({
        signal: "SIGINT",
        modules: [...modules.map((module) => import.meta.resolve(module)), "node:events"],
        // It comes while the second page is asked for, once the letters have been chosen.
        body: `
          const queues = makeFakeQueues(1);
          for (const id of Array(12).keys()) queues.put("dead", "letter-" + id);
          let isChosen = false;
          let pages = 0;
          queues.onRelease(() => (isChosen = true));
          queues.sqs.middlewareStack.add((next, { commandName }) => async (args) => {
            if (isChosen && commandName === "ReceiveMessageCommand" && (pages += 1) === 2) {
              const signal = once(process, "SIGINT");
              console.log("begun");
              await signal;
            }
            return next(args);
          }, { step: "initialize", priority: "high" });
          const to = ${isFile ? JSON.stringify(join(directory, "letters.jsonl")) : "process.stdout"};
          await exportLetters(makeFakeTarget(queues), {}, to, makeTerminal(process, false));`,
      });
      expect([signal, said]).to.deep.equal(["SIGINT", words]);
      expect(readdirSync(directory)).to.deep.equal([]);
    });

  it("tells of a filter that matches none how many there are, and makes no file", async () => {
    const file = join(directory, "letters.jsonl");
    expect(await run(file, { id: ["nobody"] })).to.deep.equal({ exported: 0, failed: 0, none_of: 2, file });
    expect(readdirSync(directory)).to.deep.equal([]);
    expect(await run(file, { id: ["nobody", "a"] })).to.include({ exported: 1 });
  });

  it("fails for part when SQS counts letters that it does not show", async () => {
    queues.countPhantoms(1);
    const file = join(directory, "letters.jsonl");
    expect(await run(file)).to.deep.equal({ exported: 2, failed: 1, file });
    expect(readFileSync(file, "utf8").trim().split("\n")).to.have.length(2);
    expect(readdirSync(directory)).to.deep.equal(["letters.jsonl"]);
  });
});
