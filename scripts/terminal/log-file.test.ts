import { expect } from "chai";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLogFile } from "./log-file.ts";

describe("the log file of npm start", () => {
  let root: string;
  const complaints: string[] = [];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "log-"));
    complaints.length = 0;
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const open = (apiPort: number, chosen?: string) =>
    openLogFile({ root, apiPort, chosen, complain: (sentence) => complaints.push(sentence) });

  it("is named after the API's port, and empty at each start", () => {
    for (const line of ["first\n", "second\n"]) {
      const file = open(3000);
      file.write(line);
      file.rename("3000");
      file.close();
    }
    expect(readFileSync(join(root, "logs/3000.jsonl"), "utf8")).to.equal("second\n");
  });

  it("gets its name, with all that is in it, once a free port was taken", () => {
    const file = open(0);
    file.write("before\n");
    file.rename("43181");
    file.write("after\n");
    file.close();
    expect(file.path()).to.equal(join(root, "logs/43181.jsonl"));
    expect(readFileSync(file.path(), "utf8")).to.equal("before\nafter\n");
  });

  it("keeps what a start logged that took no port, and leaves none when that was nothing", () => {
    for (const [line, left] of [
      ["", []],
      ["why\n", ["failed-start.jsonl"]],
    ] as const) {
      const file = open(0);
      file.write(line);
      for (const _time of ["first", "again"])
        expect(file.close()).to.equal(left.map((name) => join(root, "logs", name))[0]);
      expect(readdirSync(join(root, "logs"))).to.deep.equal(left);
    }
  });

  it("is the one that was asked for", () => {
    const chosen = join(root, "mine.log");
    const file = open(0, chosen);
    file.rename("43181");
    file.close();
    expect(existsSync(chosen)).to.equal(true);
    expect(existsSync(join(root, "logs"))).to.equal(false);
  });

  it("says in one sentence that it cannot be written to", () => {
    writeFileSync(join(root, "file"), "");
    expect(() => open(0, join(root, "missing/x.log"))).to.throw(
      `${root}/missing/x.log cannot be written to (ENOENT): name another file for the log with --log-file PATH`,
    );
    expect(() => open(0, root)).to.throw("EISDIR");
    expect(() => open(0, join(root, "file/x.log"))).to.throw("ENOTDIR");
  });

  it("says once that the disk is full, and lets the system go on", function () {
    if (!existsSync("/dev/full")) this.skip();
    const file = open(0, "/dev/full");
    file.write("a\n");
    file.write("b\n");
    file.close();
    expect(complaints).to.have.length(1);
    expect(complaints[0]).to.include("/dev/full can no longer be written to").and.to.include("ENOSPC");
  });
});
