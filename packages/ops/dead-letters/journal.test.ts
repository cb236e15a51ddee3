import { expect } from "chai";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "./journal.ts";

describe("openJournal", () => {
  let directory: string;
  beforeEach(() => {
    directory = join(mkdtempSync(join(tmpdir(), "journal-")), "state");
  });
  afterEach(() => rmSync(join(directory, ".."), { recursive: true }));

  it("knows what an interrupted run of the same work has done and begun, and nothing of other work", () => {
    const journal = openJournal(directory, ["redrive", "queue-1"]);
    expect({ done: [...journal.done], unsure: [...journal.unsure] }).to.deep.equal({ done: [], unsure: [] });
    for (const id of ["a", "b", "c"]) journal.begin(id);
    for (const id of ["c", "a"]) journal.end(id);
    const { done, unsure } = openJournal(directory, ["redrive", "queue-1"]);
    expect({ done: [...done], unsure: [...unsure] }).to.deep.equal({ done: ["c", "a"], unsure: ["b"] });
    expect(openJournal(directory, ["redrive", "queue-2"]).done.size).to.equal(0);
  });

  it("is there until all that it knows may be forgotten", () => {
    const journal = openJournal(directory, ["redrive"]);
    for (const id of ["a", "b"]) journal.begin(id);
    journal.end("a");
    journal.forget("b");
    journal.close();
    const next = openJournal(directory, ["redrive"]);
    expect({ done: [...next.done], unsure: [...next.unsure] }).to.deep.equal({ done: ["a"], unsure: [] });
    next.forget("a");
    next.close();
    expect(readdirSync(directory)).to.deep.equal([]);
  });

  it("does not believe a note that was cut off", () => {
    openJournal(directory, ["redrive"]).end("a");
    const [file = ""] = readdirSync(directory);
    appendFileSync(join(directory, file), "end b-withou");
    expect([...openJournal(directory, ["redrive"]).done]).to.deep.equal(["a"]);
  });

  it("leaves no file of work that noted nothing", () => {
    const journal = openJournal(directory, ["redrive"]);
    journal.forget("a");
    journal.close();
    expect(existsSync(directory)).to.equal(false);
  });
});
