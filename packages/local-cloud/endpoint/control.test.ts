import { expect } from "chai";
import { makeFaults } from "./faults.ts";
import type { HttpRequest } from "../core/http.ts";
import { makeControl } from "./control.ts";

const rule = { service: "s3", operation: "PutObject", effect: { type: "hang" } };
const oldest = new Date("2026-01-01T00:00:00Z");

const anAlarm = { name: "late", state: "ALARM", reason: "because", since: "t", history: [] } as const;

describe("the control API", () => {
  const faults = makeFaults([{ name: "s3", operations: ["PutObject"] }]);
  const control = makeControl({
    queues: () => [
      { name: "jobs", url: "u", arn: "a", visible: 1, in_flight: 2, delayed: 3, oldest_sent_at: oldest },
      { name: "empty", url: "u", arn: "a", visible: 0, in_flight: 0, delayed: 0, oldest_sent_at: null },
    ],
    functions: () => [{ name: "work", pids: [7], running: 1, cold_starts: 2, invocations: 3, errors: 1 }],
    alarms: () => [anAlarm],
    inbox: () => [{ topic: "alarms", subject: null, message: "m", time: "t", to: "alarms" }],
    faults,
  });
  afterEach(() => {
    faults.clear();
  });

  const ask = (method: string, url: string, request: Partial<HttpRequest> = {}) => {
    const { status, body, headers } = control({
      method,
      url,
      headers: {},
      body: Buffer.alloc(0),
      ...request,
    });
    return { status, headers, body: JSON.parse(body.toString()) as unknown };
  };
  const putFaults = (text: string) => ask("PUT", "/_local/faults", { body: Buffer.from(text) });

  it("shows queues, functions, alarms and the inbox", () => {
    expect(ask("GET", "/_local/state")).to.deep.include({
      status: 200,
      body: {
        queues: [
          { name: "jobs", visible: 1, in_flight: 2, delayed: 3, oldest_sent_at: "2026-01-01T00:00:00.000Z" },
          { name: "empty", visible: 0, in_flight: 0, delayed: 0, oldest_sent_at: null },
        ],
        functions: [{ name: "work", pids: [7], running: 1, cold_starts: 2, invocations: 3, errors: 1 }],
        alarms: [anAlarm],
        inbox: [{ topic: "alarms", subject: null, message: "m", time: "t", to: "alarms" }],
      },
    });
  });

  it("replaces, shows and clears the faults", () => {
    expect(putFaults(JSON.stringify([rule]))).to.deep.include({ status: 200, body: [rule] });
    expect(ask("GET", "/_local/faults")).to.deep.include({ status: 200, body: [rule] });
    expect(putFaults("[]")).to.deep.include({ status: 200, body: [] });
    putFaults(JSON.stringify([rule]));
    expect(ask("DELETE", "/_local/faults")).to.deep.include({ status: 200, body: [] });
    expect(faults.rules()).to.deep.equal([]);
  });

  it("refuses fault rules that it cannot understand, and keeps those in force", () => {
    putFaults(JSON.stringify([rule]));
    for (const text of ["", "{", "{}", "null", JSON.stringify([{ ...rule, oops: 1 }])]) {
      const { status, body } = putFaults(text);
      expect(status, text).to.equal(400);
      expect(body).to.have.property("error").that.is.a("string");
    }
    expect(putFaults(JSON.stringify([rule, { ...rule, times: -1 }])).body)
      .to.have.property("error")
      .that.includes("rule 1: times");
    expect(faults.rules()).to.have.length(1);
  });

  it("answers 404 to other paths and 405 to other methods", () => {
    expect(ask("GET", "/_local").status).to.equal(404);
    expect(ask("GET", "/_local/other").status).to.equal(404);
    expect(ask("GET", "/_local/state?x=1").status).to.equal(200);
    expect(ask("POST", "/_local/state").status).to.equal(405);
    expect(ask("POST", "/_local/faults")).to.have.nested.property("headers.allow", "GET, PUT, DELETE");
  });
});
