import { expect } from "chai";
import { parseFilterPattern, toLogLine } from "@message-handler/local-cloud/logs";
import { errorLogPattern } from "./log-metrics.ts";
import { synthWatchedStack, watchedFunctions, type Block } from "../../testing/watched-stack.ts";

const matches = (pattern: unknown, line: object): boolean =>
  parseFilterPattern(String(pattern))(toLogLine(JSON.stringify(line)));

describe("errorLogPattern", () => {
  for (const line of [
    { level: "ERROR" },
    { level: "FATAL" },
    { type: "platform.report", record: { status: "timeout" } },
    { type: "platform.report", record: { status: "failure" } },
    { type: "platform.report", record: { status: "error" } },
  ])
    it(`counts ${JSON.stringify(line)}`, () => {
      expect(matches(errorLogPattern, line)).to.equal(true);
    });

  for (const line of [
    { level: "WARN", message: "ERROR" },
    { level: "INFO", text: '{"level":"ERROR"}' },
    { type: "platform.report", record: { status: "success" } },
  ])
    it(`does not count ${JSON.stringify(line)}`, () => {
      expect(matches(errorLogPattern, line)).to.equal(false);
    });
});

describe("LogMetrics", () => {
  const resources = synthWatchedStack();
  const filters = Object.values(resources["aws_cloudwatch_log_metric_filter"] ?? {});
  const transformation = (filter: Block): Block => filter["metric_transformation"] as Block;

  it("looks for errors in the log of every function, and counts them together", () => {
    const errors = filters.filter(({ pattern }) => pattern === errorLogPattern);
    expect(errors.map(({ log_group_name }) => String(log_group_name).split(".")[1])).to.have.length(
      watchedFunctions.length,
    );
    expect(new Set(errors.map(({ log_group_name }) => log_group_name)).size).to.equal(
      watchedFunctions.length,
    );
    expect(new Set(errors.map((each) => JSON.stringify(transformation(each)))).size).to.equal(1);
  });

  it("counts in one place for each environment, from zero on, with a unit", () => {
    for (const each of filters)
      expect(transformation(each)).to.include({
        namespace: "message-handler-dev",
        default_value: "0",
        unit: "Count",
      });
  });

  it("takes the number of each outcome from the batch's last line", () => {
    const line = { level: "INFO", message: "batch ended", outcomes: { Recorded: 7, Failed: 2 } };
    const counted = filters
      .filter(({ pattern }) => matches(pattern, line))
      .map((each) => [transformation(each)["name"], transformation(each)["value"]]);
    expect(counted).to.have.deep.members([
      ["MessagesProcessed", "$.outcomes.Recorded"],
      ["FailedDeliveries", "$.outcomes.Failed"],
    ]);
  });

  it("counts a batch's outcomes from no other line", () => {
    const outcomes = { Recorded: 1, Duplicate: 1, Rejected: 1, Failed: 1 };
    for (const line of [
      { outcomes },
      { message: "batch", outcomes },
      { message: "batch ended", text: outcomes },
    ])
      expect(filters.filter(({ pattern }) => matches(pattern, { level: "INFO", ...line }))).to.deep.equal([]);
  });
});
