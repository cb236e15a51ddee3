import { expect } from "chai";
import type { LogEntry } from "../live/wire.ts";
import { isLetterOf, toResult } from "./result.ts";

const place = {
  records: { table: "jobs", key: "id", status: "state", statuses: ["Done", "Refused"], requestId: "request" },
  outcomes: [
    { field: "code", value: "IdTaken", word: "Refused as IdTaken", tone: "danger" },
    { field: "outcome", value: "Repeated", word: "Repeated", tone: "quiet" },
    { field: "outcome", value: "Refused", word: "Refused", tone: "danger" },
  ] as const,
};

const line = (id: number, fields: LogEntry["fields"]): LogEntry => ({
  id,
  time: "2026-01-01T00:00:00.000Z",
  level: "INFO",
  source: "lambda:work",
  message: "a line",
  fields,
});
const batch = (...jobs: readonly (readonly [request: string, outcome: string])[]): LogEntry =>
  line(9, { jobs: jobs.map(([request_id, outcome]) => ({ request_id, outcome })) });

describe("toResult", () => {
  const record = { id: "j", state: "Done", request: "first" };

  it("tells by the log of a request whose id is on record for another request", () => {
    const entries = [
      line(1, { request_id: "third", code: "IdTaken" }),
      batch(["first", "Recorded"], ["second", "Repeated"], ["third", "Refused"]),
    ];
    const results = ["first", "second", "third", "fourth"].map((id) => toResult(place, id, record, entries));
    expect(results.map((result) => result?.word)).to.deep.equal([
      "Done",
      "Repeated",
      "Refused as IdTaken",
      undefined,
    ]);
  });

  it("believes the record that a killed delivery had written, and of the log's outcomes the first that is final", () => {
    expect(toResult(place, "first", record, [batch(["first", "Repeated"])])?.word).to.equal("Done");
    const twice = [batch(["second", "Failed"]), batch(["second", "Refused"]), batch(["second", "Repeated"])];
    expect(toResult(place, "second", record, twice)).to.include({ word: "Refused", tone: "danger" });
  });

  it("takes a record that names no request for that of every request about it", () => {
    expect(toResult(place, "second", { id: "j", state: "Done" }, [])).to.deep.equal({
      word: "Done",
      tone: "ok",
    });
  });
});

describe("isLetterOf", () => {
  const requestId = "3f0c8f2e-0000-4000-8000-000000000001";
  const letter = (attributes: object) => ({ body: '{"id":"j"}', message_attributes: { ...attributes } });

  it("tells a letter by its request where it names one, and else by what it is about", () => {
    const own = letter({ request_id: { StringValue: requestId } });
    const anothers = letter({ request_id: { StringValue: requestId.replace(/1$/, "2") } });
    expect([own, anothers, letter({})].map((each) => isLetterOf(each, requestId, "j"))).to.deep.equal([
      true,
      false,
      true,
    ]);
  });
});
