import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Agent, createServer as createTlsServer } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import { HttpRequest } from "@smithy/core/protocols";
import { expect } from "chai";
import { generate } from "selfsigned";
import { useFakeTimers, type SinonFakeTimers } from "sinon";
import { collect, makeTransport } from "./transport.ts";

const limits = { maxSockets: 1, requestTimeoutMs: 60_000, connectionTimeoutMs: 1_000, agent: undefined };
const { requestTimeoutMs, connectionTimeoutMs } = limits;

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail("nothing failed"),
    (error: unknown) => error,
  );

describe("the transport", () => {
  let server: Server;
  let clock: SinonFakeTimers;
  let connections = 0;
  let answer: (response: ServerResponse) => void;
  let transport: ReturnType<typeof makeTransport>;

  beforeEach(async () => {
    connections = 0;
    server = createServer((_request, response) => answer(response));
    server.on("connection", () => {
      connections += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    transport = makeTransport(limits);
    // The transport's own; sockets have others.
    clock = useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    clock.restore();
    transport.destroy();
    server.closeAllConnections();
    server.close();
  });

  const aRequest = (overrides: Partial<HttpRequest> = {}): HttpRequest =>
    new HttpRequest({
      protocol: "http:",
      hostname: "127.0.0.1",
      port: (server.address() as AddressInfo).port,
      method: "GET",
      path: "/",
      ...overrides,
    });
  const get = async (): Promise<IncomingMessage> =>
    (await transport.send(aRequest())).body as IncomingMessage;

  it("gives an attempt up when its time is over, although the head of its answer has come", async () => {
    answer = (response) => {
      clock.tick(requestTimeoutMs - 1);
      response.writeHead(200).write("{");
    };
    const body = collect(await get());
    clock.tick(1);
    expect(await failureOf(body)).to.include({ name: "TimeoutError" });
  });

  it("gives an attempt up when its time is over, although its answer goes on and on", async () => {
    answer = (response) => {
      const drip = setInterval(() => response.write(" "), 1);
      response.once("close", () => clearInterval(drip));
    };
    const body = await get();
    const failure = failureOf(collect(body));
    body.once("data", () => clock.tick(requestTimeoutMs));
    expect(await failure).to.include({ name: "TimeoutError" });
  });

  it("sends nothing to a server whose certificate nobody it trusts has signed", async () => {
    const { private: key, cert } = await generate([{ name: "commonName", value: "127.0.0.1" }], {
      keyType: "ec",
    });
    let asked = 0;
    const impostor = createTlsServer({ key, cert }, (_request, response) => {
      asked += 1;
      response.end("{}");
    });
    await new Promise<void>((resolve) => impostor.listen(0, "127.0.0.1", resolve));
    const { port } = impostor.address() as AddressInfo;
    const error = await failureOf(transport.send(aRequest({ protocol: "https:", port }))).finally(() => {
      impostor.closeAllConnections();
      impostor.close();
    });
    expect(error).to.include({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    expect(asked).to.equal(0);
  });

  it("leaves nothing on a kept connection that would break a later request", async () => {
    answer = (response) => response.end("{}");
    expect(await text(await get())).to.equal("{}");
    clock.tick(requestTimeoutMs / 2);
    let timers = 0;
    answer = (response) => {
      timers = clock.countTimers();
      clock.tick(requestTimeoutMs - 1);
      response.end("{}");
    };
    expect(await text(await get())).to.equal("{}");
    expect(timers, "the second request's own").to.equal(1);
    expect(clock.countTimers()).to.equal(0);
    expect(connections).to.equal(1);
  });

  it("opens no more connections than it may: a request waits for the one before it", async () => {
    answer = (response) => response.end("{}");
    const bodies = await Promise.all([get(), get()].map(async (body) => text(await body)));
    expect(bodies).to.deep.equal(["{}", "{}"]);
    expect(connections).to.equal(1);
  });

  it("gives up a connection that is not there in time, well before an answer would be late", async () => {
    const hosts: unknown[] = [];
    const agent = new Agent();
    agent.createConnection = ({ host }) => {
      hosts.push(host);
      return connect({ host: "nowhere.invalid", port: 1, lookup: () => undefined });
    };
    const { send } = makeTransport({ ...limits, agent });
    const failure = failureOf(send(aRequest({ protocol: "https:", hostname: "[::1]" })));
    await setImmediate();
    clock.tick(connectionTimeoutMs - 1);
    expect(clock.countTimers()).to.equal(2);
    clock.tick(1);
    expect(await failure).to.include({ name: "TimeoutError", message: "No connection within 1000 ms." });
    expect(clock.countTimers()).to.equal(0);
    expect(hosts, "without the brackets of its URL").to.deep.equal(["::1"]);
  });

  describe("while all of its sockets are in use", () => {
    beforeEach(async () => {
      const begun = new Promise<void>((resolve) => {
        answer = () => resolve();
      });
      get().catch(() => undefined);
      await begun;
    });

    it("tells a request that waits for one of it at the connection time-out", async () => {
      const failure = failureOf(get());
      clock.tick(connectionTimeoutMs);
      expect(await failure).to.include({ message: "No connection within 1000 ms." });
    });

    it("aborts a request that waits for one at once", async () => {
      const abort = new AbortController();
      const failure = failureOf(transport.send(aRequest(), abort.signal));
      abort.abort();
      expect(await failure).to.include({ name: "AbortError" });
    });
  });
});
