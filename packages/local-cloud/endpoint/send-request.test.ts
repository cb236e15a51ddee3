import { expect } from "chai";
import type { HttpRequest } from "../core/http.ts";
import { type Handle, listen, type Listening } from "../core/server.ts";
import { until } from "../testing/until.ts";
import { makeSendRequest } from "./send-request.ts";

describe("A request that is sent for a page", () => {
  let server: Listening;
  const heard: HttpRequest[] = [];
  const { signal } = new AbortController();
  before(async () => {
    const handle: Handle = async (request) => {
      heard.push(request);
      if (request.url === "/hang") return { kind: "hang" };
      const [status, headers] = request.url === "/moved" ? [302, { location: "/v1" }] : [202, {}];
      return { status, headers, body: Buffer.from("{}") };
    };
    server = await listen({ port: 0, guard: "host-only", log: () => {}, handle });
  });
  after(async () => server.close());
  const send = async (input: object, leave = signal) =>
    makeSendRequest(`http://127.0.0.1:${server.port}`)(input, leave);

  it("carries its body and the caller's credentials, and its own headers before those", async () => {
    const sendWith = makeSendRequest(`http://127.0.0.1:${server.port}`, async ({ method, path, body }) => ({
      authorization: `for ${method} ${path} ${body}`,
      "content-type": "text/plain",
    }));
    const headers = { "content-type": "application/json" };
    const sent = await sendWith({ method: "post", path: "/v1/jobs", body: "[]", headers }, signal);
    expect(sent.ok && sent.answer).to.deep.include({ status: 202, body: "{}" });
    expect(heard[0]?.body.toString()).to.equal("[]");
    expect(heard[0]?.headers).to.include({
      authorization: "for POST /v1/jobs []",
      "content-length": "2",
      ...headers,
    });
  });

  it("is shown its answer as it is, a redirect too, in whole milliseconds", async () => {
    const startedAt = performance.now();
    const sent = await send({ method: "get", path: "/moved" });
    expect(sent).to.have.nested.property("answer.status", 302);
    expect(sent).to.have.nested.property("answer.headers.location", "/v1");
    expect(sent)
      .to.have.nested.property("answer.latency_ms")
      .that.is.within(0, Math.ceil(performance.now() - startedAt))
      .and.satisfies(Number.isInteger);
    expect(heard.at(-1)).to.include({ method: "GET", url: "/moved" });
  });

  it("is not sent when there is no such request in HTTP, which says what is wrong with it", async () => {
    const before = heard.length;
    const cases = [
      [{ method: "get", body: "{}" }, "Request with GET/HEAD method cannot have body."],
      [{ method: "TRACE" }, "'TRACE' HTTP method is unsupported."],
      [{ method: "POST", headers: { "a b": "c" } }, '"a b" is an invalid header name'],
      [{ method: "PO ST" }, "is not a method"],
      [{ method: "POST", path: "v1" }, "does not begin with a slash"],
      [{ method: "POST", port: 1 }, 'Unrecognized key: "port"'],
    ] as const;
    for (const [request, reason] of cases) {
      const sent = await send({ path: "/", ...request });
      expect(sent, reason).to.include({ ok: false, status: 400 });
      expect(sent).to.have.property("reason").that.includes(reason);
    }
    expect(heard).to.have.length(before);
  });

  it("that cannot be sent says why", async () => {
    const { port, close } = await listen({ port: 0, guard: "host-only", log: () => {} });
    await close();
    const sent = await makeSendRequest(`http://127.0.0.1:${port}`)({ method: "GET", path: "/" }, signal);
    expect(sent).to.include({ ok: false, status: 502 });
    expect(sent)
      .to.have.property("reason")
      .that.matches(/^the request could not be sent: .*ECONNREFUSED/);
  });

  it("ends when whoever asked for it leaves", async () => {
    const leaving = new AbortController();
    const sent = send({ method: "GET", path: "/hang" }, leaving.signal);
    await until("it has arrived", () => heard.at(-1)?.url === "/hang");
    leaving.abort();
    expect(await sent).to.include({ ok: false, status: 502 });
  });
});
