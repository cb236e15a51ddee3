import { expect } from "chai";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { makeKeepResults } from "./keep-results.ts";
import { makeTemporaryFolder, type TemporaryFolder } from "./system/temporary-folder.ts";

describe("what a mode found", () => {
  let root: TemporaryFolder;
  beforeEach(() => {
    root = makeTemporaryFolder("results");
  });
  afterEach(() => root.remove());

  it("is kept as a document and charts, which take the place of the last run's", () => {
    const keep = makeKeepResults(root.path);
    keep("load", '{"ok":false}', () => ({ old: "<svg/>" }));
    const line = keep("load", '{"ok":true}', (when) => ({ waits: `<svg>${when}</svg>` }));
    expect(line).to.equal("dist/prove/load/: result.json, waits.svg");
    const folder = join(root.path, "dist/prove/load");
    expect(readdirSync(folder).toSorted()).to.deep.equal(["result.json", "waits.svg"]);
    expect(readFileSync(join(folder, "result.json"), "utf8")).to.equal('{"ok":true}\n');
    expect(readFileSync(join(folder, "waits.svg"), "utf8")).to.match(/^<svg>\d{4}-\d\d-\d\d · \d+ cores/);
  });
});
