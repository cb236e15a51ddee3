import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

describe("the command line", () => {
  it("ends as it would where nobody reads what it says on stderr any more", async () => {
    const main = join(import.meta.dirname, "main.ts");
    const child = spawn(process.execPath, [main, "nonsense"], { timeout: 30_000, killSignal: "SIGKILL" });
    child.stderr.destroy();
    await once(child, "exit");
    expect(child.exitCode).to.equal(2);
  });
});
