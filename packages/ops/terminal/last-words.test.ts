import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { withLastWords } from "./last-words.ts";

/** It has `withLastWords`, `withCleanup` and `wait`; it is sent the signal once it prints something. */
const interrupt = async (signal: NodeJS.Signals, body: string) => {
  const program = `
    const { withCleanup, withLastWords } = await import(${JSON.stringify(import.meta.resolve("./last-words.ts"))});
    const { readFileSync } = await import("node:fs");
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    ${body}`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program]);
  const said = text(child.stderr);
  await once(child.stdout, "data");
  child.kill(signal);
  child.stdin.end();
  await once(child, "exit");
  return { signal: child.signalCode, said: await said };
};

describe("withLastWords", () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    it(`has them said when ${signal} ends the process, which it does`, async () => {
      const body = `await withLastWords(() => console.error("half of it is done"), async () => {
        console.log("begun");
        await wait(600_000);
      });`;
      expect(await interrupt(signal, body)).to.deep.equal({ signal, said: "half of it is done\n" });
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

  it("has what the work itself still has to do done before, and nothing behind the work", async () => {
    const body = `
      let stop = () => undefined;
      const letGo = async () => {
        stop();
        await wait(50);
        console.error("let go");
      };
      const work = () => withCleanup(letGo, () => new Promise((_, reject) => {
        stop = () => reject(new Error("stopped"));
        console.log("begun");
        setTimeout(stop, 600_000);
      }));
      await withLastWords(() => console.error("half of it is done"), work).catch(console.error);
      console.error("went on");`;
    const { signal, said } = await interrupt("SIGINT", body);
    expect([signal, said]).to.deep.equal(["SIGINT", "let go\nhalf of it is done\n"]);
  });

  it("loses no signal that comes just before the work is done", async () => {
    // The signal waits while the process waits for the end of its input, and the work ends without a pause.
    const body = `
      await withLastWords(() => undefined, async () => {
        console.log("begun");
        readFileSync(0);
      });
      await wait(10_000);
      console.error("went on");`;
    expect(await interrupt("SIGINT", body)).to.deep.equal({ signal: "SIGINT", said: "" });
  });
});
