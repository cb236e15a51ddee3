import { expect } from "chai";
import { interrupt as interruptProcess } from "./interrupt.fixture.ts";
import { withLastWords } from "./last-words.ts";

const modules = [import.meta.resolve("./last-words.ts"), "node:fs"];

const interrupt = async (signal: NodeJS.Signals, body: string, againAfter?: string) =>
  interruptProcess({ signal, modules, body, ...(againAfter === undefined ? {} : { againAfter }) });

describe("withLastWords", () => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
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

  it("has them said, and the process ended, where a cleanup before them fails", async () => {
    const body = `
      const failing = async () => Promise.reject(new Error("no connection"));
      await withLastWords(() => console.error("half of it is done"), () => withCleanup(failing, async () => {
        console.log("begun");
        await wait(600_000);
      }));`;
    const said = "half of it is done\n";
    expect(await interrupt("SIGINT", body)).to.deep.equal({ signal: "SIGINT", said });
  });

  it("takes a signal that comes twice at once, as one Ctrl-C does through npm, for one", async () => {
    const body = `
      const letGo = async () => {
        process.kill(process.pid, "SIGINT");
        await wait(50);
        console.error("let go");
      };
      await withCleanup(letGo, async () => {
        console.log("begun");
        await wait(600_000);
      });`;
    expect(await interrupt("SIGINT", body)).to.deep.equal({ signal: "SIGINT", said: "let go\n" });
  });

  it("says that a cleanup takes long, and that a second Ctrl-C does without it", async () => {
    const body = `await withCleanup(() => wait(600_000), async () => {
      console.log("begun");
      await wait(600_000);
    });`;
    expect(await interrupt("SIGINT", body, "\n")).to.deep.equal({
      signal: "SIGINT",
      said: "Cleaning up, which waits for answers: another Ctrl-C ends it at once, without that.\n",
    });
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
