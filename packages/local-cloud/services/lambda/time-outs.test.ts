import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import {
  failureOf,
  handler,
  isRunning,
  type Started,
  startJobs,
  type StartOptions,
} from "../../testing/lambda-fixture.ts";
import { until } from "../../testing/until.ts";

describe("time-outs of functions", () => {
  let started: Started | undefined;
  const start = async (files: Readonly<Record<string, string>>, options?: StartOptions): Promise<Started> => {
    started = await startJobs(files, options);
    return started;
  };
  afterEach(async () => started?.stop());

  it("kills a process that timed out, and what it started, and starts a new one next", async () => {
    const jobs = await start(
      handler(`
        if (!event.hang) return process.pid;
        const child = require("node:child_process").spawn("sleep", ["60"]);
        console.log(String(child.pid));
        for (;;);`),
      { config: { timeout: 1 } },
    );
    const begin = performance.now();
    const error = await failureOf(jobs, { hang: true });
    expect(performance.now() - begin).to.be.within(1_000, 4_000);
    expect(error).to.include({ kind: "timeout", errorType: "Sandbox.Timedout" });
    expect(error.errorMessage).to.match(/Task timed out after 1\.00 seconds$/);
    const grandchild = Number(
      jobs.events.map(({ message }) => /INFO\t(\d+)$/.exec(message)?.[1]).find(Boolean),
    );
    await until("what the handler started is gone", () => !isRunning(grandchild), 5);
    expect(await jobs.call()).to.be.a("number");
    expect(jobs.functions.state()[0]).to.include({ cold_starts: 2, errors: 1, running: 0 });
  });

  it("times a function out that computes in short turns, although it gets to answer between them", async () => {
    const turn = "const end = performance.now() + 400; while (performance.now() < end);";
    const jobs = await start(handler(`for (;;) { ${turn} await new Promise(setImmediate); }`), {
      config: { timeout: 2 },
    });
    const begin = performance.now();
    expect(await failureOf(jobs)).to.include({ kind: "timeout" });
    expect(performance.now() - begin).to.be.greaterThan(1_900);
  });

  describe("while the machine is busy", () => {
    /** As any HTTP client does: gives up when there is no answer, and when the connection is silent, for a second. */
    const client = `
      const ask = (url) => new Promise((resolve) => {
        const began = performance.now();
        const end = (what) => resolve({ what, ms: performance.now() - began });
        const request = require("node:http").get(url, (response) => response.resume().on("end", () => end("answered")));
        request.on("error", () => undefined);
        const giveUp = (what) => () => { end(what); request.destroy(); };
        if (event.by === "timer") setTimeout(giveUp("timed out"), 1000).unref();
        if (event.by === "socket") request.on("socket", (socket) => socket.setTimeout(1000, giveUp("timed out")));
        if (event.by === "signal") AbortSignal.timeout(1000).addEventListener("abort", giveUp("timed out"));
      });`;
    const listen = async (onRequest: RequestListener): Promise<{ url: string; close: () => void }> => {
      const server = createHttpServer(onRequest).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      return { url: `http://127.0.0.1:${port}/`, close: () => server.close().closeAllConnections() };
    };
    const startClient = async (options?: StartOptions) =>
      start(
        handler(`${client} return { ...await ask(event.url), left: context.getRemainingTimeInMillis() };`),
        options,
      );
    /** Nothing of this process runs meanwhile. */
    const starve = (ms: number): void =>
      void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

    for (const by of ["timer", "socket", "signal"]) {
      it(`does not time a request out, by a ${by}, that the local cloud could not answer`, async () => {
        const jobs = await startClient();
        const { url, close } = await listen((_request, response) => {
          starve(3_000);
          response.end();
        });
        const { what, ms, left } = (await jobs.call({ url, by })) as {
          what: string;
          ms: number;
          left: number;
        };
        close();
        expect(what).to.equal("answered");
        expect(ms).to.be.greaterThan(2_900);
        expect(left, "of the function's own five seconds").to.be.greaterThan(4_000);
      });

      it(`times a request out, by a ${by}, that nobody answers`, async () => {
        const jobs = await startClient();
        const { url, close } = await listen(() => undefined);
        const { what, ms } = (await jobs.call({ url, by })) as { what: string; ms: number };
        close();
        expect(what).to.equal("timed out");
        expect(ms).to.be.at.least(1_000);
      });
    }

    it("does not time a function out that the local cloud could not answer", async () => {
      const jobs = await startClient({ config: { timeout: 1 } });
      const { url, close } = await listen((_request, response) => {
        starve(3_000);
        response.end();
      });
      expect(await jobs.call({ url })).to.include({ what: "answered" });
      close();
    });
  });
});
