import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { extractCode } from "./code-package.ts";
import { writeZip } from "../../../testing/lambda-fixture.ts";

describe("extractCode", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "local-cloud-test-"));
  });
  afterEach(async () => rm(directory, { recursive: true }));
  const extract = async (): Promise<string> =>
    extractCode(path.join(directory, "code.zip"), path.join(directory, "task")).then(
      () => "extracted",
      (error: unknown) => String(error),
    );

  it("writes files with their folders", async () => {
    await writeZip(path.join(directory, "code.zip"), { "index.js": "1", "lib/deep/x.js": "2" });
    await extract();
    expect(await readFile(path.join(directory, "task/lib/deep/x.js"), "utf8")).to.equal("2");
  });

  it("refuses an entry that points out of the package", async () => {
    await writeZip(path.join(directory, "code.zip"), { "../outside.js": "1" });
    expect(await extract()).to.match(/outside\.js would leave the package/);
  });

  it("names the file that is missing or no zip, with the reason", async () => {
    expect(await extract()).to.match(/code\.zip: ENOENT/);
    await writeFile(path.join(directory, "code.zip"), "not a zip");
    expect(await extract()).to.match(/code\.zip: invalid zip data/);
  });
});
