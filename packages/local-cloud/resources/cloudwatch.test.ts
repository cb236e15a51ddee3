import { expect } from "chai";
import { anAccount } from "../testing/stack.ts";
import { CloudwatchLogGroup, CloudwatchLogMetricFilter, CloudwatchMetricAlarm } from "./cloudwatch.ts";

const transformation = { name: "Lines", namespace: "Jobs", value: "1" };
const filter = {
  name: "errors",
  log_group_name: "/jobs",
  pattern: "{ $.level = ERROR }",
  metric_transformation: transformation,
};
const alarm = {
  alarm_name: "jobs",
  comparison_operator: "GreaterThanOrEqualToThreshold",
  threshold: 1,
  evaluation_periods: 1,
  namespace: "Jobs",
  metric_name: "Lines",
  period: 60,
  statistic: "Sum",
};

const failures = {
  id: "failures",
  metric: { namespace: "Jobs", metric_name: "Lines", period: 60, stat: "Sum" },
};
const share = { id: "share", expression: "failures / 2", return_data: true };
const {
  namespace: _namespace,
  metric_name: _name,
  period: _period,
  statistic: _statistic,
  ...common
} = alarm;
const mathAlarm = { ...common, metric_query: [share, failures] };
const withQueries = (metric_query: readonly object[]): object => ({ ...mathAlarm, metric_query });

const withTransformation = (changes: object): object => ({
  ...filter,
  metric_transformation: [{ ...transformation, ...changes }],
});

describe("CloudwatchLogMetricFilter", () => {
  it("takes one transformation, as a block or in a list", () => {
    for (const metric_transformation of [transformation, [transformation]]) {
      const config = CloudwatchLogMetricFilter.config.parse({ ...filter, metric_transformation });
      expect(config.metric_transformation).to.deep.equal([transformation]);
    }
  });

  const refused: readonly (readonly [string, object, string])[] = [
    ["an unknown attribute", { ...filter, colour: "red" }, "colour"],
    ["a pattern that is not understood", { ...filter, pattern: "%ERROR%" }, "double quotes"],
    ["no transformation", { ...filter, metric_transformation: [] }, "exactly one"],
    [
      "two transformations",
      { ...filter, metric_transformation: [transformation, transformation] },
      "exactly one",
    ],
    ["a value that is no number", withTransformation({ value: "many" }), "must be a number"],
    ["a default that is no number", withTransformation({ default_value: "" }), "must be a number"],
    ["a namespace of AWS", withTransformation({ namespace: "AWS/SQS" }), "reserved"],
    ["a selector that is not understood", withTransformation({ value: "$.a[*]" }), "property selector"],
    ["dimensions", withTransformation({ dimensions: { a: "$.a" } }), "dimensions"],
    [
      "logs that something transforms first",
      { ...filter, apply_on_transformed_logs: true },
      "apply_on_transformed_logs",
    ],
  ];
  for (const [what, config, reason] of refused) {
    it(`refuses ${what}`, () => {
      const result = CloudwatchLogMetricFilter.config.safeParse(config);
      expect(JSON.stringify(result.error?.issues)).to.include(reason);
    });
  }
});

describe("CloudwatchMetricAlarm", () => {
  it("fills in the defaults of AWS", () => {
    expect(CloudwatchMetricAlarm.config.parse(alarm)).to.deep.include({
      treat_missing_data: "missing",
      actions_enabled: true,
      alarm_actions: [],
      metric_query: [],
    });
  });

  const refused: readonly (readonly [string, object, string])[] = [
    ["neither a metric nor metric math", { ...alarm, metric_name: undefined }, "or metric_query"],
    ["both a metric and metric math", { ...mathAlarm, period: 60 }, "not both"],
    ["metric math that returns nothing", withQueries([failures]), "exactly one"],
    [
      "metric math that returns two",
      withQueries([share, { ...share, id: "other" }, failures]),
      "exactly one",
    ],
    ["metric math that returns a metric", withQueries([{ ...failures, return_data: true }]), "exactly one"],
    ["a query with neither a metric nor an expression", withQueries([share, { id: "all" }]), "either"],
    ["two queries of one id", withQueries([share, failures, failures]), "must be another"],
    [
      "metrics of two periods",
      withQueries([share, failures, { id: "all", metric: { ...failures.metric, period: 120 } }]),
      "one period",
    ],
    [
      "an expression over another",
      withQueries([share, failures, { id: "e", expression: "1" }]),
      "one expression",
    ],
    [
      "an id that nothing has",
      withQueries([{ ...share, expression: "failures / lost" }, failures]),
      "names lost",
    ],
    [
      "an expression that is not understood",
      withQueries([{ ...share, expression: "RATE(failures)" }, failures]),
      "RATE",
    ],
    [
      "another comparison",
      { ...alarm, comparison_operator: "LessThanThreshold" },
      "only GreaterThanOrEqualToThreshold is supported",
    ],
    ["periods that no metric here has", { ...alarm, period: 10 }, "period"],
    ["a percentile", { ...alarm, extended_statistic: "p99" }, "extended_statistic"],
    ["another statistic", { ...alarm, statistic: "Minimum" }, "only Sum, Average and Maximum"],
    ["more datapoints than periods", { ...alarm, datapoints_to_alarm: 2 }, "more than evaluation_periods"],
    ["a unit", { ...alarm, unit: "Count" }, "unit"],
  ];
  for (const [what, config, reason] of refused) {
    it(`refuses ${what}`, () => {
      const result = CloudwatchMetricAlarm.config.safeParse(config);
      expect(JSON.stringify(result.error?.issues)).to.include(reason);
    });
  }
});

describe("The computed attributes of CloudWatch's resources", () => {
  const place = { address: "x.y", name: "y" };

  it("hold the ARNs of log groups and alarms", () => {
    expect(CloudwatchLogGroup.computed({ name: "/jobs" }, place, anAccount)["arn"]).to.equal(
      "arn:aws:logs:us-east-1:000000000000:log-group:/jobs",
    );
    expect(
      CloudwatchMetricAlarm.computed(CloudwatchMetricAlarm.config.parse(alarm), place, anAccount)["arn"],
    ).to.equal("arn:aws:cloudwatch:us-east-1:000000000000:alarm:jobs");
  });
});
