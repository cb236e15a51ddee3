import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { makeFunctionsFolder, removeLeftFolders } from "./functions-folder.ts";

describe("The folders of functions' code", () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(path.join(tmpdir(), "local-cloud-test-"));
  });
  afterEach(async () => rm(parent, { recursive: true }));

  it("are part of no package, whatever they stand in", async () => {
    await writeFile(path.join(parent, "package.json"), '{"type":"module"}');
    const index = path.join(await makeFunctionsFolder(parent), "index.js");
    await writeFile(index, "exports.handler = 1;");
    expect(spawnSync(process.execPath, [index]).status).to.equal(0);
  });

  it("removes the folders whose process is dead, and nothing else", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    const left = path.join(parent, `local-cloud-functions-${pid}-abc`);
    await mkdir(left);
    await writeFile(path.join(left, "index.js"), "");
    const mine = path.basename(await makeFunctionsFolder(parent));
    const others = ["local-cloud-functions-abc", `other-${pid}-abc`];
    for (const name of others) await mkdir(path.join(parent, name));
    expect((await removeLeftFolders(parent)).size).to.equal(0);
    expect(await readdir(parent)).to.have.members([mine, ...others]);
  });
});
