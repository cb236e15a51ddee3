import { expect } from "chai";
import type { HttpRequest } from "../core/http.ts";
import type { CloudState } from "../core/state.ts";
import { makeControl } from "./control.ts";
import { makeFaults } from "./faults.ts";

const rule = { service: "s3", operation: "PutObject", effect: { type: "hang" } };
const state: CloudState = {
  account: { id: "000000000000", region: "us-east-1" },
  api_url: "http://127.0.0.1:3000",
  outputs: { api_url: "http://127.0.0.1:3000/v1" },
  speed: 1,
  started_at: "2026-01-01T00:00:00.000Z",
  queues: [],
  functions: [],
  alarms: [],
  metrics: [],
  inbox: [],
};

describe("the control API", () => {
  const faults = makeFaults([{ name: "s3", operations: ["PutObject"] }]);
  const logged: string[] = [];
  const looked: unknown[] = [];
  const control = makeControl({
    state: () => state,
    events: async function* events(lastEventId) {
      yield `after ${lastEventId ?? "nothing"}`;
    },
    description: { title: "Jobs" },
    faults,
    log: (level, source, message) => logged.push(`${level} ${source} ${message}`),
    operations: [{ service: "s3", operation: "PutObject" }],
    history: {
      search: (text, max) => [[7, `{"time":"t","text":${JSON.stringify(text)},"max":${max}}\n`]],
    },
    messages: {
      peek: (queue, max, containing) => {
        looked.push([queue, max, containing]);
        return queue === "jobs" ? [] : undefined;
      },
      drop: () => false,
    },
    sendRequest: async (input) => ({ ok: false, status: 502, reason: `not sent: ${JSON.stringify(input)}` }),
  });
  afterEach(() => {
    faults.clear();
  });

  const call = (method: string, url: string, request: Partial<HttpRequest> = {}) =>
    control(
      { method, url, headers: {}, body: Buffer.alloc(0), ...request },
      { signal: new AbortController().signal },
    );
  const ask = async (method: string, url: string, request: Partial<HttpRequest> = {}) => {
    const outcome = await call(method, url, request);
    if ("kind" in outcome) throw new Error(`answered by ${outcome.kind}`);
    const { status, body, headers } = outcome;
    return { status, headers, body: JSON.parse(body.toString()) as unknown };
  };
  it("finds the entries of the log that hold a text, each with its number", async () => {
    const { body } = await ask("GET", "/_local/log?containing=a%20b&limit=3");
    expect(body).to.deep.equal([{ id: 7, entry: { time: "t", text: "a b", max: 3 } }]);
    const { body: any } = await ask("GET", "/_local/log");
    expect(any).to.have.nested.property("[0].entry").that.includes({ text: "", max: 100 });
  });

  it("looks into a queue for so many messages that hold a text", async () => {
    const messages = "/_local/queues/jobs/messages";
    for (const query of ["", "?limit=1000", "?containing=a%20b&limit=1"])
      expect(await ask("GET", `${messages}${query}`)).to.deep.include({ status: 200, body: [] });
    expect(looked).to.deep.equal([
      ["jobs", 100, ""],
      ["jobs", 1000, ""],
      ["jobs", 1, "a b"],
    ]);
  });

  it("refuses a number of entries or messages that is none of 1 to 1000", async () => {
    for (const path of ["log", "queues/jobs/messages"])
      for (const limit of ["0", "-1", "1001", "1.5", "x", ""])
        expect(await ask("GET", `/_local/${path}?limit=${limit}`), `${path} ${limit}`).to.deep.include({
          status: 400,
          body: { error: "limit: expected 1 to 1000" },
        });
  });

  it("names the operations that the stack uses", async () => {
    const { body } = await ask("GET", "/_local/operations");
    expect(body).to.deep.equal([{ service: "s3", operation: "PutObject" }]);
  });

  const putFaults = async (text: string) => ask("PUT", "/_local/faults", { body: Buffer.from(text) });

  it("shows the state and the description", async () => {
    expect(await ask("GET", "/_local/state")).to.deep.include({ status: 200, body: state });
    expect(await ask("GET", "/_local/description")).to.deep.include({ status: 200, body: { title: "Jobs" } });
  });

  it("streams the events from the last one on that the reader has", async () => {
    const outcome = await call("GET", "/_local/events", { headers: { "last-event-id": "7" } });
    if (!("kind" in outcome) || outcome.kind !== "stream") throw new Error("no stream");
    expect(outcome.headers["content-type"]).to.equal("text/event-stream");
    for await (const event of outcome.body) expect(event).to.equal("after 7");
  });

  it("says why a request could not be sent", async () => {
    expect(await ask("POST", "/_local/requests", { body: Buffer.from('{"path":"/"}') })).to.deep.include({
      status: 502,
      body: { error: 'not sent: {"path":"/"}' },
    });
  });

  it("replaces, shows and clears the faults", async () => {
    expect(await putFaults(JSON.stringify([rule]))).to.deep.include({ status: 200, body: [rule] });
    expect(await ask("GET", "/_local/faults")).to.deep.include({ status: 200, body: [rule] });
    expect(await putFaults("[]")).to.deep.include({ status: 200, body: [] });
    await putFaults(JSON.stringify([rule]));
    expect(await ask("DELETE", "/_local/faults")).to.deep.include({ status: 200, body: [] });
    expect(faults.rules()).to.deep.equal([]);
    await ask("DELETE", "/_local/faults");
    expect(logged).to.deep.equal([
      ...Array<string>(3).fill("INFO faults rules set"),
      "INFO faults rules cleared",
    ]);
  });

  it("refuses fault rules that it cannot understand, and keeps those in force", async () => {
    await putFaults(JSON.stringify([rule]));
    for (const text of ["", "{", "{}", "null", JSON.stringify([{ ...rule, oops: 1 }])]) {
      const { status, body } = await putFaults(text);
      expect(status, text).to.equal(400);
      expect(body).to.have.property("error").that.is.a("string");
    }
    expect((await putFaults(JSON.stringify([rule, { ...rule, times: -1 }]))).body)
      .to.have.property("error")
      .that.includes("rule 1: times");
    expect(faults.rules()).to.have.length(1);
  });

  it("answers 404 to other paths and 405 to other methods", async () => {
    expect((await ask("GET", "/_local/other")).status).to.equal(404);
    expect((await ask("GET", "/_local/state?x=1")).status).to.equal(200);
    for (const method of ["POST", "toString", "__proto__"])
      expect((await ask(method, "/_local/state")).status, method).to.equal(405);
    expect(await ask("POST", "/_local/faults")).to.have.nested.property("headers.allow", "GET, PUT, DELETE");
  });

  it("lets no page frame it, and keeps its answers from pages of other origins", async () => {
    const paths = ["state", "events", "description", "faults", "operations", "log", "queues/jobs/messages"];
    for (const path of [...paths, "requests", "queues/other/messages", "queues/jobs/messages/1", "nothing"]) {
      const answer = await call("GET", `/_local/${path}`);
      if (!("headers" in answer)) throw new Error(`${path} is not answered`);
      const { headers } = answer;
      expect(headers, path).to.include({
        "content-security-policy":
          "default-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "x-frame-options": "DENY",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      });
      expect(headers).to.not.have.property("access-control-allow-origin");
    }
  });
});
