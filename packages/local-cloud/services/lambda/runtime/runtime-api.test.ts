import { once } from "node:events";
import { type IncomingMessage, request as open } from "node:http";
import { expect } from "chai";
import { type RuntimeApi, startRuntimeApi } from "./runtime-api.ts";

const anInvocation = {
  requestId: "r-1",
  event: '{"a":1}',
  functionArn: "arn",
  deadline: 99,
  traceId: "Root=1",
};

describe("startRuntimeApi", () => {
  let api: RuntimeApi;
  beforeEach(async () => {
    api = await startRuntimeApi();
  });
  afterEach(() => api.close());
  const request = async (path: string, body?: string): Promise<Response> =>
    fetch(
      `http://${api.address}/2018-06-01/runtime${path}`,
      body === undefined ? {} : { method: "POST", body },
    );

  it("hands an invocation to the process that asks for the next one, before or after it came", async () => {
    const early = request("/invocation/next");
    await api.initialised;
    const answer = api.invoke(anInvocation);
    const response = await early;
    expect(await response.text()).to.equal('{"a":1}');
    expect(Object.fromEntries(response.headers)).to.include({
      "lambda-runtime-aws-request-id": "r-1",
      "lambda-runtime-deadline-ms": "99",
      "lambda-runtime-invoked-function-arn": "arn",
      "lambda-runtime-trace-id": "Root=1",
    });
    expect((await request("/invocation/r-1/response", '"fine"')).status).to.equal(202);
    expect(await answer).to.deep.equal({ ok: true, payload: '"fine"' });

    void api.invoke({ ...anInvocation, requestId: "r-2", event: "2" });
    expect(await (await request("/invocation/next")).text()).to.equal("2");
  });

  it("takes the error of an invocation", async () => {
    const answer = api.invoke(anInvocation);
    await request("/invocation/next");
    await request("/invocation/r-1/error", '{"errorType":"RangeError","errorMessage":"far","trace":[]}');
    expect(await answer).to.deep.equal({
      ok: false,
      error: { errorType: "RangeError", errorMessage: "far" },
    });
  });

  it("has no answer once the process is gone, neither to what it worked on nor to what comes later", async () => {
    const answer = api.invoke(anInvocation);
    await api.close();
    expect(await answer).to.equal(undefined);
    expect(await api.invoke({ ...anInvocation, requestId: "r-2" })).to.equal(undefined);
  });

  it("refuses the answer to an invocation that is not under way", async () => {
    void api.invoke(anInvocation);
    await request("/invocation/next");
    expect((await request("/invocation/other/response", "1")).status).to.equal(400);
    await request("/invocation/r-1/response", "1");
    expect((await request("/invocation/r-1/response", "1")).status).to.equal(400);
  });

  it("refuses a response over six megabytes while it is being sent, and goes on", async () => {
    const answer = api.invoke(anInvocation);
    await request("/invocation/next");
    const sending = open(`http://${api.address}/2018-06-01/runtime/invocation/r-1/response`, {
      method: "POST",
    });
    sending.write(Buffer.alloc(6_291_557, "a"));
    const [response] = (await once(sending, "response")) as [IncomingMessage];
    expect(response.statusCode).to.equal(413);
    expect(await answer).to.have.nested.property("error.errorType", "Function.ResponseSizeTooLarge");
    sending.destroy();

    const next = api.invoke({ ...anInvocation, requestId: "r-2" });
    await request("/invocation/next");
    await request("/invocation/r-2/response", '"fine"');
    expect(await next).to.deep.equal({ ok: true, payload: '"fine"' });
  });

  it("takes the error that an initialisation ends with", async () => {
    await request("/init/error", '{"errorType":"E","errorMessage":"m"}');
    expect(await api.initialised).to.deep.equal({ errorType: "E", errorMessage: "m" });
    expect(api.reportedError()).to.deep.equal({ errorType: "E", errorMessage: "m" });
  });

  it("gives a web page no event and takes no answer from it", async () => {
    const asPage = { headers: { origin: "http://evil.example", "sec-fetch-site": "cross-site" } };
    const base = `http://${api.address}/2018-06-01/runtime/invocation`;
    const answer = api.invoke(anInvocation);
    expect((await fetch(`${base}/next`, asPage)).status).to.equal(403);
    expect(await (await request("/invocation/next")).text()).to.equal('{"a":1}');
    const forged = await fetch(`${base}/r-1/response`, { ...asPage, method: "POST", body: '"forged"' });
    expect(forged.status).to.equal(403);
    await request("/invocation/r-1/response", '"fine"');
    expect(await answer).to.deep.equal({ ok: true, payload: '"fine"' });
  });

  it("answers 404 on any other path", async () => {
    expect((await request("/elsewhere")).status).to.equal(404);
  });
});
