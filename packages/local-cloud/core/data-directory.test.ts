import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

import { openDataDirectory } from "./data-directory.ts";
import { rejectionOf } from "../testing/rejection-of.ts";

describe("openDataDirectory", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "local-cloud-"));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it("refuses a directory that another run holds, until that run releases it", async () => {
    const first = await openDataDirectory(join(directory, "data"));
    expect((await rejectionOf(openDataDirectory(join(directory, "data")))).message).to.equal(
      `the data directory ${join(directory, "data")} is in use by another run`,
    );
    first.release();
    (await openDataDirectory(join(directory, "data"))).release();
  });

  it("refuses a directory that cannot be made, instead of trying for ever", async () => {
    // Nobody can make one there, root included.
    expect((await rejectionOf(openDataDirectory("/proc/none/data"))).message).to.match(
      /^the data directory \/proc\/none\/data cannot be made: /,
    );
  });

  it("refuses a directory that cannot be written to", async () => {
    const file = join(directory, "file");
    await writeFile(file, "");
    expect((await rejectionOf(openDataDirectory(file))).message).to.match(
      /^the data directory .*file cannot be written to: /,
    );
  });

  it("refuses a directory that an earlier version wrote, instead of starting empty beside it", async () => {
    await mkdir(join(directory, "queues-and-objects"));
    expect((await rejectionOf(openDataDirectory(directory))).message).to.match(
      /^the data directory .* was written by an earlier version of the local cloud/,
    );
  });
});
