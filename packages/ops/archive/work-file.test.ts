import { expect } from "chai";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { interrupt } from "../terminal/interrupt.fixture.ts";

describe("a work file", () => {
  for (const [what, file, left] of [
    ["that goes with the run is gone", undefined, []],
    ["that was named stays", "progress", ["progress"]],
  ] as const)
    it(`${what} when the run is interrupted`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "ops-"));
      const props = {
        purpose: "a test",
        schema: "",
        ...(file === undefined ? {} : { file: join(folder, file) }),
      };
      const { signal } = await interrupt({
        signal: "SIGINT",
        modules: [import.meta.resolve("./work-file.ts")],
        body: `
          process.env.TMPDIR = ${JSON.stringify(folder)};
          await withWorkFile(${JSON.stringify(props)}, async () => {
            console.log("begun");
            await wait(600_000);
          });`,
      });
      expect(signal).to.equal("SIGINT");
      expect(readdirSync(folder)).to.deep.equal(left);
      rmSync(folder, { recursive: true });
    });
});
