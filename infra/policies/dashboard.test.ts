import { isPublishedMetric } from "@message-handler/local-cloud/metrics";
import { expect } from "chai";
import { awsEnvironmentOf } from "./aws-environment.ts";
import { dev } from "../config/dev.ts";
import { allOf, refTo, stackOf, stackWithRunbook, subjects, theOnly } from "./synth.ts";
import type { Block } from "./synth.ts";

type Placed = {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Block;
};

for (const { title, config } of subjects)
  describe(`the dashboard of ${title}`, () => {
    const stack = stackOf(config);
    const { body: dashboard } = theOnly(stack, "aws_cloudwatch_dashboard");
    const text = String(dashboard["dashboard_body"]);
    const { widgets } = JSON.parse(text) as { readonly widgets: readonly Placed[] };
    const graphs = widgets.filter(({ type }) => type === "metric").map(({ properties }) => properties);
    const lines = graphs.flatMap(({ metrics }) => metrics as readonly (readonly unknown[])[]);
    const logMetrics = (): readonly Block[] =>
      allOf(stack, "aws_cloudwatch_log_metric_filter").map(
        ({ body }) => body["metric_transformation"] as Block,
      );
    const titles = graphs.map(({ title }) => String(title));

    it("is named after the environment and the region, so that two of either fit in one account", () => {
      const name = `message-handler-${config.environment}-${awsEnvironmentOf(stack).region}`;
      expect(dashboard["dashboard_name"]).to.equal(name);
    });

    it("keeps its widgets within 24 columns and apart from each other", () => {
      const taken = new Set<string>();
      for (const { x, y, width, height } of widgets) {
        expect(x + width).to.be.at.most(24);
        for (let column = x; column < x + width; column += 1)
          for (let line = y; line < y + height; line += 1) {
            expect(taken.has(`${column},${line}`), `${column},${line} is free`).to.equal(false);
            taken.add(`${column},${line}`);
          }
      }
    });

    it("shows the pipeline from left to right in one row", () => {
      const stages = widgets.filter(({ properties }) => /^\d · /.test(String(properties["title"])));
      expect(stages.map(({ properties }) => properties["title"])).to.deep.equal([
        "1 · Accepted",
        "2 · Queued: depth and age",
        "3 · Processed",
        "4 · Rejected",
        "5 · Retried",
        "6 · Dead-lettered: number and age",
      ]);
      expect(new Set(stages.map(({ y }) => y)).size).to.equal(1);
      expect(stages.map(({ x }) => x)).to.deep.equal(stages.map(({ x }) => x).toSorted((a, b) => a - b));
    });

    it("shows latency, errors and both stores below it", () => {
      expect(titles.join("\n"))
        .to.match(/API: latency/)
        .and.match(/Functions: duration/);
      expect(titles.join("\n"))
        .to.match(/API: errors/)
        .and.match(/Functions: errors/)
        .and.match(/Log lines/);
      expect(titles.join("\n"))
        .to.match(/Table: throttles/)
        .and.match(/Archive: size/);
    });

    it("shows the state of every alarm", () => {
      const [status] = widgets.filter(({ type }) => type === "alarm");
      expect(status?.properties["alarms"]).to.have.members(
        allOf(stack, "aws_cloudwatch_metric_alarm").map((alarm) => refTo(alarm, "arn")),
      );
    });

    it("gives every graph a title, a period, its region, the unit of each axis it uses and a name for each line", () => {
      for (const { title, period, region, yAxis, metrics } of graphs) {
        expect(title).to.be.a("string").and.not.empty;
        expect(period).to.be.oneOf([60, 86_400]);
        expect(region).to.match(/^\$\{data\.aws_region\..+\.region\}$/);
        const options = (metrics as unknown[][]).map((line) => line.at(-1) as Block);
        for (const { label, stat, yAxis: side = "left" } of options) {
          expect(label).to.be.a("string").and.not.empty;
          expect(stat).to.match(/^(?:Sum|Maximum|Average|SampleCount|p\d\d)$/);
          expect(yAxis).to.have.nested.property(`${String(side)}.label`);
        }
      }
      expect(new Set(titles).size).to.equal(titles.length);
    });

    it("names no metric that nobody publishes", () => {
      const own = logMetrics();
      for (const line of lines) {
        const [namespace, name, ...rest] = line.slice(0, -1).map(String);
        const dimensions = rest.filter((_, index) => index % 2 === 0);
        if (namespace?.startsWith("AWS/") === true)
          expect(isPublishedMetric(namespace, name ?? "", dimensions), `${namespace} ${name}`).to.equal(true);
        else {
          expect(own.filter((each) => each["namespace"] === namespace && each["name"] === name)).not.to.be
            .empty;
          expect(dimensions).to.deep.equal([]);
        }
      }
    });

    it("draws every metric of the log lines", () => {
      for (const { name } of logMetrics()) expect(lines.map(([, drawn]) => drawn)).to.include(name);
    });

    it("shows every message that is in the queue, whether it waits, is worked on or was postponed", () => {
      const drawn = lines.map(([, name]) => name);
      for (const state of ["Visible", "NotVisible", "Delayed"])
        expect(drawn).to.include(`ApproximateNumberOfMessages${state}`);
    });

    it("draws the duration and the errors of every function", () => {
      // What the authorizer throws at callers is no error of its own.
      for (const metric of [["Duration"], ["Errors", "AuthorizerFailures"], ["Throttles"]])
        expect(lines.filter(([, name]) => metric.includes(String(name)))).to.have.length(
          allOf(stack, "aws_lambda_function").length,
        );
    });

    it("draws throttles and capacity of every index of the table", () => {
      const { body: table } = theOnly(stack, "aws_dynamodb_table");
      const indexes = (table["global_secondary_index"] as readonly Block[]).map(({ name }) => name);
      for (const kind of ["ReadThrottle", "WriteThrottle", "ConsumedReadCapacity", "ConsumedWriteCapacity"]) {
        const drawn = lines.filter(([, metric]) => String(metric).startsWith(kind)).flat();
        expect(drawn).to.include.members(indexes);
      }
      const named = lines.flatMap((line) =>
        line.includes("GlobalSecondaryIndexName") ? [line[line.indexOf("GlobalSecondaryIndexName") + 1]] : [],
      );
      expect(new Set(named)).to.deep.equal(new Set(indexes));
    });
  });

describe("the dashboard's introduction", () => {
  const markdown = (runbook: string): string =>
    String(theOnly(stackWithRunbook(dev, runbook), "aws_cloudwatch_dashboard").body["dashboard_body"]);

  it("says where the handbook is, as a link when it is one", () => {
    expect(markdown("docs/operating.md")).to.include("`docs/operating.md`");
    expect(markdown("https://example.com/x.md")).to.include(
      "[https://example.com/x.md](https://example.com/x.md)",
    );
  });
});
