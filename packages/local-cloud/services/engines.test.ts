import { mkdtemp, rm } from "node:fs/promises";
import { connect, Server } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { stub } from "sinon";
import { lockDataDirectory } from "../core/data-lock.ts";
import { type Engines, startEngines } from "./engines.ts";
import { failureOf } from "../testing/start-test-endpoint.ts";

const answers = async (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (connected: boolean) => () => {
      socket.destroy();
      resolve(connected);
    };
    socket.on("connect", end(true)).on("error", end(false)).on("timeout", end(false));
  });

const otherAddresses = (): readonly string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4")
    .map(({ address }) => address);

const send = async ({ fauxqs }: Engines, method: string) =>
  fetch(`http://127.0.0.1:${fauxqs.port}/files/..%2Fkey`, {
    method,
    ...(method === "PUT" ? { body: "kept" } : {}),
  });

describe("startEngines", () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "local-cloud-"));
  });
  after(async () => {
    // dynalite opens its files in the background and closes them with its server only: where that never listened,
    // they may still be appearing.
    await rm(directory, { recursive: true, maxRetries: 20, retryDelay: 50 });
  });

  it("listens on the loopback alone", async () => {
    const engines = await startEngines({});
    const ports = [engines.fauxqs.port, Number(new URL(engines.dynaliteEndpoint).port)];
    // 127.0.0.2 is this machine too: whoever listens on all addresses answers there (on Linux).
    const addresses = [...otherAddresses(), "127.0.0.2"];
    for (const port of ports) {
      expect(await answers("127.0.0.1", port)).to.equal(true);
      for (const address of addresses) expect(await answers(address, port), address).to.equal(false);
    }
    await engines.stop();
  });

  it("keeps queues and objects over a restart", async () => {
    const first = await startEngines({ dataDirectory: directory });
    first.fauxqs.createQueue("jobs");
    first.fauxqs.createBucket("files");
    first.fauxqs.sendMessage("jobs", "kept");
    await send(first, "PUT");
    await first.stop();

    const second = await startEngines({ dataDirectory: directory });
    expect(second.fauxqs.inspectQueue("jobs")?.messages.ready.map(({ body }) => body)).to.deep.equal([
      "kept",
    ]);
    expect(await (await send(second, "GET")).text()).to.equal("kept");
    await second.stop();
  });

  it("refuses a data directory that another run holds, until that run ends", async () => {
    const first = await startEngines({ dataDirectory: directory });
    const error = await failureOf(startEngines({ dataDirectory: directory }));
    expect(error.message).to.equal(`the data directory ${directory} is in use by another run`);
    await first.stop();
    const second = await startEngines({ dataDirectory: directory });
    await second.stop();
  });

  it("leaves nothing open when the tables cannot be served", async () => {
    const listen = stub(Server.prototype, "listen").callsFake(function take(this: Server, ...given) {
      // Only dynalite is given its host as the second argument; the types know one of many overloads.
      if ((given as readonly unknown[])[1] !== "127.0.0.1") return listen.wrappedMethod.apply(this, given);
      process.nextTick(() => this.emit("error", new Error("no port left")));
      return this;
    });
    const error = await failureOf(startEngines({ dataDirectory: directory })).finally(() => listen.restore());
    expect(error.message).to.equal("no port left");
    expect(listen.thisValues).to.have.length(2);
    expect(listen.thisValues.map((server: Server) => server.listening)).to.deep.equal([false, false]);
    lockDataDirectory(directory)();
  });

  it("ends both engines", async () => {
    const engines = await startEngines({});
    const ports = [engines.fauxqs.port, Number(new URL(engines.dynaliteEndpoint).port)];
    await engines.stop();
    for (const port of ports) expect(await answers("127.0.0.1", port)).to.equal(false);
  });

  it("starts empty without a data directory", async () => {
    const engines = await startEngines({});
    expect(engines.fauxqs.inspectQueue("jobs")).to.equal(undefined);
    await engines.stop();
  });
});
