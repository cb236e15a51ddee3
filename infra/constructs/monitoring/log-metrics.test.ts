import { expect } from "chai";
import { parseFilterPattern, toLogLine } from "@message-handler/local-cloud/logs";
import { errorLogPattern } from "./log-metrics.ts";

const matches = (line: object): boolean =>
  parseFilterPattern(errorLogPattern)(toLogLine(JSON.stringify(line)));

describe("errorLogPattern", () => {
  for (const line of [
    { level: "ERROR" },
    { level: "FATAL" },
    { type: "platform.report", record: { status: "timeout" } },
    { type: "platform.report", record: { status: "failure" } },
    { type: "platform.report", record: { status: "error" } },
  ])
    it(`matches ${JSON.stringify(line)}`, () => {
      expect(matches(line)).to.equal(true);
    });

  for (const line of [
    { level: "WARN", message: "ERROR" },
    { level: "INFO", text: '{"level":"ERROR"}' },
    { type: "platform.report", record: { status: "success" } },
  ])
    it(`does not match ${JSON.stringify(line)}`, () => {
      expect(matches(line)).to.equal(false);
    });
});
