import { expect } from "chai";
import type { HttpRequest } from "../core/http.ts";
import { type Handle, listen, type Listening } from "../core/server.ts";
import { makeSendRequest } from "./send-request.ts";

describe("A request that is sent for a page", () => {
  let server: Listening;
  const heard: HttpRequest[] = [];
  const { signal } = new AbortController();
  before(async () => {
    const handle: Handle = async (request) => {
      heard.push(request);
      return { status: 202, headers: {}, body: Buffer.from("{}") };
    };
    server = await listen({ port: 0, guard: "host-only", log: () => {}, handle });
  });
  after(async () => server.close());
  const send = makeSendRequest("", undefined);

  it("carries its body and the caller's credentials, and its own headers before those", async () => {
    const sendWith = makeSendRequest(`http://127.0.0.1:${server.port}`, async ({ method, path, body }) => ({
      authorization: `for ${method} ${path} ${body}`,
      "content-type": "text/plain",
    }));
    const headers = { "content-type": "application/json" };
    const sent = await sendWith({ method: "POST", path: "/v1/jobs", body: "[]", headers }, signal);
    expect(sent.ok && sent.answer).to.deep.include({ status: 202, body: "{}" });
    expect(heard[0]?.body.toString()).to.equal("[]");
    expect(heard[0]?.headers).to.include({ authorization: "for POST /v1/jobs []", ...headers });
  });

  it("that cannot be sent says why", async () => {
    const sent = await send({ method: "GET", path: "/" }, signal);
    expect(sent).to.deep.include({ ok: false, status: 502 });
    expect(sent).to.have.property("reason").that.includes("could not be sent");
  });
});
