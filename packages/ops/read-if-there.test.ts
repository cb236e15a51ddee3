import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readIfThere } from "./read-if-there.ts";

describe("readIfThere", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "read-"));
  });
  after(() => rmSync(directory, { recursive: true }));

  it("has the text of a file, and nothing where there is none", async () => {
    const file = join(directory, "outputs.json");
    expect(await readIfThere(file)).to.equal(undefined);
    writeFileSync(file, "{}");
    expect(await readIfThere(file)).to.equal("{}");
  });

  it("does not take a file that cannot be read for none", async () => {
    const error = await readIfThere(directory).catch((reason: unknown) => String(reason));
    expect(error).to.include("EISDIR");
  });
});
