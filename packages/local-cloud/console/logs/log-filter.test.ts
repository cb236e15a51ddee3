import { expect } from "chai";
import type { LogEntry } from "../live/wire.ts";
import { filterLog } from "./log-filter.ts";

const entry = (id: number, more: Partial<LogEntry>): LogEntry => ({
  id,
  time: "2026-01-01T00:00:00.000Z",
  level: "INFO",
  source: "sqs",
  message: "m",
  fields: {},
  ...more,
});
const log = [
  entry(1, { level: "DEBUG" }),
  entry(2, { level: "ERROR", source: "iam", message: "Denied" }),
  entry(3, { fields: { nested: { id: "AB-1" } } }),
  entry(4, { level: "WARN" }),
];
const all = { level: "DEBUG", source: "", text: "", isCalm: false } as const;
const idsOf = (entries: readonly LogEntry[]) => entries.map(({ id }) => id);

describe("filterLog", () => {
  it("shows the newest first, and no more than are wanted", () => {
    expect(idsOf(filterLog(log, all, 3))).to.deep.equal([4, 3, 2]);
  });

  it("takes a level and what is worse", () => {
    expect(idsOf(filterLog(log, { ...all, level: "WARN" }, 9))).to.deep.equal([4, 2]);
  });

  it("takes one source", () => {
    expect(idsOf(filterLog(log, { ...all, source: "iam" }, 9))).to.deep.equal([2]);
  });

  it("leaves out starts and reports of invocations that went well, where that is wanted", () => {
    const report = { source: "lambda:f", message: "platform.report" };
    const reports = [
      entry(1, { ...report, fields: { status: "success" } }),
      entry(2, { ...report, fields: { status: "failure" } }),
      entry(3, { ...report, level: "ERROR", fields: { status: "timeout" } }),
      entry(4, { source: "lambda:f", message: "platform.start" }),
      entry(5, { source: "lambda:f" }),
    ];
    expect(idsOf(filterLog(reports, { ...all, isCalm: true }, 9))).to.deep.equal([5, 3, 2]);
    expect(idsOf(filterLog(reports, all, 9))).to.deep.equal([5, 4, 3, 2, 1]);
  });

  it("finds a text in the message and in the fields, whatever its case", () => {
    expect(idsOf(filterLog(log, { ...all, text: "ab-1 " }, 9))).to.deep.equal([3]);
    expect(idsOf(filterLog(log, { ...all, text: "denied" }, 9))).to.deep.equal([2]);
  });
});
