import { once } from "node:events";
import { connect } from "node:net";
import { expect } from "chai";
import { type Level, makeLog } from "./log.ts";
import type { HttpRequest } from "./http.ts";
import { type Handle, type Listening, listen, readBody } from "./server.ts";
import { rejectionOf } from "../testing/rejection-of.ts";
import { until } from "../testing/until.ts";

const ok: Handle = async () => ({ status: 200, headers: {}, body: Buffer.from("done") });

describe("HTTP servers of the local cloud", () => {
  const levels: Level[] = [];
  const log = makeLog(
    (line) => levels.push((JSON.parse(line) as { level: Level }).level),
    () => new Date(),
  );
  let server: Listening;
  beforeEach(async () => {
    levels.length = 0;
    server = await listen({ port: 0, guard: "same-origin", log, bodyLimit: 100 });
  });
  afterEach(async () => {
    await server.close();
  });
  const url = () => `http://127.0.0.1:${server.port}`;

  it("answers 503 until it is told who handles requests", async () => {
    expect((await fetch(url())).status).to.equal(503);
    server.use(ok);
    expect(await (await fetch(url())).text()).to.equal("done");
  });

  it("hands on path, body and the caller's address as they came", async () => {
    const seen: [HttpRequest, string][] = [];
    server.use(async (request, connection) => {
      seen.push([request, connection.sourceIp]);
      return ok(request, connection);
    });
    await fetch(`${url()}/a%2Fb?c=%20`, { method: "POST", body: Buffer.from([0, 255, 13]) });
    expect(seen[0]?.[0]).to.deep.include({
      method: "POST",
      url: "/a%2Fb?c=%20",
      body: Buffer.from([0, 255, 13]),
    });
    expect(seen[0]?.[1]).to.equal("127.0.0.1");
  });

  it("answers with the bytes of a body as they are, however many", async () => {
    const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    for (const times of [0, 1, 1000]) {
      const body = Buffer.concat(Array.from({ length: times }, () => everyByte));
      server.use(async () => ({ status: 200, headers: { "content-type": "image/png" }, body }));
      const answer = await fetch(url());
      expect(answer.headers.get("content-length")).to.equal(String(body.length));
      expect(Buffer.from(await answer.arrayBuffer()).equals(body), `${body.length} bytes`).to.equal(true);
    }
  });

  it("hands on every value of a header that comes several times", async () => {
    const seen: HttpRequest[] = [];
    server.use(async (request, connection) => {
      seen.push(request);
      return ok(request, connection);
    });
    // Node's own `headers` would keep the first of these.
    const socket = connect(server.port, "127.0.0.1");
    socket.end(
      "GET / HTTP/1.1\r\nhost: localhost\r\nauthorization: one\r\nAuthorization: two\r\nconnection: close\r\n\r\n",
    );
    await new Promise((resolve) => socket.on("close", resolve).resume());
    expect(seen[0]?.headers.authorization).to.equal("one, two");
  });

  it("names a taken port, and leaves its owner alone", async () => {
    server.use(ok);
    const error = await rejectionOf(listen({ port: server.port, guard: "same-origin", log }));
    expect(error.message).to.equal(`port ${server.port} on 127.0.0.1 is already in use`);
    expect((await fetch(url())).status).to.equal(200);
  });

  it("says why a port cannot be used", async () => {
    const error = await rejectionOf(listen({ port: 70_000, guard: "same-origin", log }));
    expect(error.message).to.match(/^port 70000 on 127\.0\.0\.1 cannot be used: .*65536/);
  });

  it("refuses a body over the limit, announced or not", async () => {
    server.use(ok);
    expect((await fetch(url(), { method: "POST", body: "x".repeat(100) })).status).to.equal(200);
    expect((await fetch(url(), { method: "POST", body: "x".repeat(101) })).status).to.equal(413);
    const stream = new Blob(["x".repeat(101)]).stream();
    const unannounced = await fetch(url(), { method: "POST", body: stream, duplex: "half" });
    expect(unannounced.status).to.equal(413);
  });

  it("answers a request that is too large while it is still being sent, and keeps nothing of it", async () => {
    const socket = connect(server.port, "127.0.0.1").setEncoding("utf8");
    socket.write("POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n");
    socket.write(`65\r\n${"x".repeat(101)}\r\n`);
    const [answer] = (await once(socket, "data")) as [string];
    expect(answer).to.match(/^HTTP\/1\.1 413 [\s\S]*connection: close[\s\S]*longer than 100 bytes/i);
    socket.write("0\r\n\r\n");
    await once(socket, "close");
  });

  it("reads no further than the chunk that goes over the limit", async () => {
    let read = 0;
    const endless = async function* () {
      for (;;) {
        read += 40;
        yield Buffer.alloc(40);
      }
    };
    expect(await readBody({ headers: {}, iterator: () => endless() }, 100)).to.equal(undefined);
    expect(read).to.equal(120);
    const announced = { headers: { "content-length": "101" }, iterator: () => endless() };
    expect(await readBody(announced, 100)).to.equal(undefined);
    expect(read).to.equal(120);
  });

  it("hands a request that is too large to the handler for those, without its body", async () => {
    server.use(ok, async ({ method, url, body }) => ({
      status: 413,
      headers: { "content-type": "text/plain" },
      body: Buffer.from(`${method} ${url} ${body.length}`),
    }));
    const body = new Blob(["x".repeat(500_000)]);
    for (const sent of [body, body.stream()]) {
      const answer = await fetch(`${url()}/a`, { method: "POST", body: sent, duplex: "half" });
      expect([answer.status, await answer.text()]).to.deep.equal([413, "POST /a 0"]);
    }
  });

  it("refuses web pages also while it is starting, and says so in the log", async () => {
    expect((await fetch(url(), { headers: { origin: "http://evil.example" } })).status).to.equal(403);
    expect(levels.at(-1)).to.equal("WARN");
  });

  it("leaves it to its clients to end idle connections, for a minute", async () => {
    expect((await fetch(url())).headers.get("keep-alive")).to.equal("timeout=60");
  });

  it("keeps the length that a response to HEAD tells", async () => {
    server.use(async () => ({ status: 200, headers: { "content-length": "42" }, body: Buffer.alloc(0) }));
    expect((await fetch(url(), { method: "HEAD" })).headers.get("content-length")).to.equal("42");
  });

  it("tells no length of an answer that has no body by its status", async () => {
    for (const status of [204, 304]) {
      server.use(async () => ({ status, headers: {}, body: Buffer.alloc(0) }));
      expect((await fetch(url())).headers.get("content-length"), String(status)).to.equal(null);
    }
  });

  it("tears a connection down on reset", async () => {
    server.use(async () => ({ kind: "reset" }));
    const error = await rejectionOf(fetch(url()));
    expect((error.cause as NodeJS.ErrnoException).code).to.equal("ECONNRESET");
  });

  it("lets a hanging request hang, and ends it when the server closes", async () => {
    let arrive: () => void;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    server.use(async () => {
      arrive();
      return { kind: "hang" };
    });
    const hanging = rejectionOf(fetch(url()));
    await arrived;
    await server.close();
    expect((await hanging).message).to.equal("fetch failed");
    server = await listen({ port: 0, guard: "same-origin", log });
  });

  it("streams a body as its client takes it, and holds no more of it for one that does not read", async () => {
    let pulled = 0;
    let ended = false;
    server.use(async () => ({
      kind: "stream",
      headers: { "content-type": "text/plain" },
      body: (async function* endless() {
        try {
          for (;;) {
            pulled += 1;
            yield "x".repeat(100_000);
          }
        } finally {
          ended = true;
        }
      })(),
    }));
    const socket = connect(server.port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
    const [head] = (await once(socket, "data")) as [Buffer];
    expect(head.toString("latin1")).to.match(/^HTTP\/1\.1 200 OK\r\ncontent-type: text\/plain\r\n/);
    socket.pause();
    let before = -1;
    // Until the buffers of both ends are full: a server that did not wait would never stop.
    while (pulled !== before) {
      before = pulled;
      for (let turn = 0; turn < 1_000; turn += 1) await new Promise(setImmediate);
    }
    expect(pulled).to.be.below(1_000);
    socket.destroy();
    await until("the body is let go", () => ended);
    expect(levels).to.deep.equal([]);
  });

  it("ends a stream when the server closes", async () => {
    let leave: AbortSignal | undefined;
    server.use(async (_request, { signal }) => {
      leave = signal;
      return {
        kind: "stream",
        headers: {},
        body: (async function* waiting() {
          yield "first";
          await once(signal, "abort");
        })(),
      };
    });
    const { body } = await fetch(url());
    const reader = body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).to.equal("first");
    const failure = rejectionOf(reader?.read() ?? Promise.resolve());
    await server.close();
    await failure;
    expect(leave?.aborted).to.equal(true);
    server = await listen({ port: 0, guard: "same-origin", log });
  });

  it("tells the handler when its client goes away, and only then", async () => {
    const signals: AbortSignal[] = [];
    server.use(async (request, connection) => {
      signals.push(connection.signal);
      return request.url === "/" ? ok(request, connection) : { kind: "hang" };
    });
    await (await fetch(url())).text();
    const leaving = new AbortController();
    const failure = rejectionOf(fetch(`${url()}/hang`, { signal: leaving.signal }));
    while (signals.length < 2) await new Promise(setImmediate);
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([false, false]);
    leaving.abort();
    await failure;
    const deadline = Date.now() + 2000;
    while (signals[1]?.aborted !== true && Date.now() < deadline) await new Promise(setImmediate);
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([false, true]);
  });

  it("answers 500 and logs it when the handler throws", async () => {
    server.use(async () => {
      throw new Error("broken");
    });
    expect((await fetch(url())).status).to.equal(500);
    expect(levels).to.deep.equal(["ERROR"]);
  });

  it("takes a client that goes away in the middle of its request for what it is", async () => {
    server.use(ok);
    const socket = connect(server.port, "127.0.0.1", () => {
      socket.write("POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nabc", () =>
        socket.destroy(),
      );
    });
    const deadline = Date.now() + 2000;
    while (levels.length === 0 && Date.now() < deadline) await new Promise(setImmediate);
    expect(levels).to.deep.equal(["DEBUG"]);
  });
});
