import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { withLastWords } from "./last-words.ts";

const program = `
  const { withLastWords } = await import(${JSON.stringify(import.meta.resolve("./last-words.ts"))});
  await withLastWords(() => console.error("half of it is done"), async () => {
    console.log("begun");
    await new Promise((resolve) => setTimeout(resolve, 600_000));
  });`;

describe("withLastWords", () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    it(`has them said when ${signal} ends the process, which it does`, async () => {
      const child = spawn(process.execPath, ["--input-type=module", "--eval", program]);
      const said = text(child.stderr);
      await once(child.stdout, "data");
      child.kill(signal);
      await once(child, "exit");
      expect(child.signalCode).to.equal(signal);
      expect(await said).to.equal("half of it is done\n");
    });

  it("has them said once when the work fails, and not when it succeeds", async () => {
    const said: string[] = [];
    const run = async (work: () => Promise<number>) =>
      withLastWords(() => said.push("x"), work).catch(String);
    expect(await run(async () => 7)).to.equal(7);
    expect(said).to.deep.equal([]);
    expect(await run(async () => Promise.reject(new Error("no")))).to.equal("Error: no");
    expect(said).to.deep.equal(["x"]);
  });
});
