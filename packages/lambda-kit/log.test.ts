import { expect } from "chai";
import * as fc from "fast-check";
import { makeLog, withFields } from "./log.ts";

const now = (): Date => new Date("2023-12-10T22:02:40.456Z");

const recording = () => {
  const lines: string[] = [];
  return { lines, log: makeLog({ write: (line) => lines.push(line), now }) };
};

describe("makeLog", () => {
  it("writes one line of JSON with the time, the level and the event", () => {
    const { lines, log } = recording();
    log("WARN", "delivery failed", { code: "SlowDown" });
    expect(lines).to.have.length(1);
    expect(JSON.parse(lines[0] ?? "")).to.deep.equal({
      timestamp: "2023-12-10T22:02:40.456Z",
      level: "WARN",
      message: "delivery failed",
      code: "SlowDown",
    });
  });

  it("never lets a field replace the level, the time or the message", () => {
    const { lines, log } = recording();
    log("INFO", "event", { level: "ERROR", timestamp: "never", message: "other" });
    expect(JSON.parse(lines[0] ?? "")).to.include({ level: "INFO", message: "event" });
    expect(lines[0]).not.to.contain("never");
  });

  it("escapes any text within its field", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { lines, log } = recording();
        log("INFO", "event", { text });
        const line = lines[0] ?? "";
        expect(line.indexOf("\n")).to.equal(line.length - 1);
        expect(JSON.parse(line)).to.include({ level: "INFO", text });
      }),
    );
  });
});

describe("withFields", () => {
  it("adds its fields to every line, after which the line's own win", () => {
    const { lines, log } = recording();
    withFields(withFields(log, { aws_request_id: "a", n: 1 }), { n: 2 })("INFO", "event", { code: "c" });
    expect(JSON.parse(lines[0] ?? "")).to.include({ aws_request_id: "a", n: 2, code: "c" });
  });
});
