import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = `
  import { withWorkFile } from "./work-file.ts";
  const file = process.argv[1];
  await withWorkFile({ file, purpose: "a test", schema: "" }, async () => {
    console.log("begun");
    await new Promise((resolve) => setTimeout(resolve, 600_000));
  });`;

describe("a work file", () => {
  for (const [what, file, left] of [
    ["that goes with the run is gone", [], []],
    ["that was named stays", ["progress"], ["progress"]],
  ] as const)
    it(`${what} when the run is interrupted`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "ops-"));
      const args = ["--input-type=module", "--eval", program, ...file.map((name) => join(folder, name))];
      const child = spawn(process.execPath, args, { cwd: import.meta.dirname, env: { TMPDIR: folder } });
      await once(child.stdout, "data");
      child.kill("SIGINT");
      await once(child, "exit");
      expect(child.signalCode).to.equal("SIGINT");
      expect(readdirSync(folder)).to.deep.equal(left);
      rmSync(folder, { recursive: true });
    });
});
