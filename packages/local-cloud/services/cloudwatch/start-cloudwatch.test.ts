import { expect } from "chai";
import { type SinonFakeTimers, useFakeTimers } from "sinon";
import { makePrincipals } from "../../core/principals.ts";
import type { Log } from "../../core/log.ts";
import { makeClock } from "../../core/clock.ts";
import type { QueueDepth, QueueDepths } from "../../core/state.ts";
import type { StateValue } from "./alarms/alarm-rule.ts";
import { anAccount, decodedStack } from "../../testing/stack.ts";
import { type Cloudwatch, startCloudwatch } from "./start-cloudwatch.ts";

const anAlarm = {
  alarm_name: "jobs",
  namespace: "Jobs",
  metric_name: "ErrorLines",
  statistic: "Sum",
  comparison_operator: "GreaterThanOrEqualToThreshold",
  threshold: 1,
  period: 60,
  evaluation_periods: 1,
  treat_missing_data: "notBreaching",
};
const aQueueAlarm = {
  ...anAlarm,
  namespace: "AWS/SQS",
  metric_name: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: "parked" },
  statistic: "Maximum",
};
const aTransformation = { name: "ErrorLines", namespace: "Jobs", value: "1" };
const aFilter = {
  name: "errors",
  log_group_name: "/jobs",
  pattern: '{ $.level = "ERROR" }',
  metric_transformation: aTransformation,
};
const anEmptyQueue: QueueDepth = {
  name: "parked",
  url: "http://127.0.0.1:4566/000000000000/parked",
  arn: "arn:aws:sqs:us-east-1:000000000000:parked",
  visible: 0,
  in_flight: 0,
  delayed: 0,
  oldest_sent_at: null,
  noisy_groups: 0,
  quiet_groups: { visible: 0, in_flight: 0, delayed: 0, oldest_sent_at: null },
};

const aFunction = {
  function_name: "worker",
  filename: "worker.zip",
  handler: "main.handler",
  runtime: "nodejs24.x",
  role: "arn:aws:iam::000000000000:role/worker",
  logging_config: { log_format: "JSON" },
};

type Parts = {
  readonly alarm: object;
  readonly filter?: object;
  readonly groups?: object;
};

const toStack = ({ alarm, filter = aFilter, groups = { jobs: { name: "/jobs" } } }: Parts) =>
  decodedStack({
    aws_cloudwatch_metric_alarm: { watch: { ...alarm } },
    aws_cloudwatch_log_metric_filter: { errors: { ...filter } },
    aws_cloudwatch_log_group: { ...groups },
    aws_sqs_queue: { parked: { name: "parked" } },
    aws_lambda_function: { worker: aFunction },
  });

describe("startCloudwatch", () => {
  let clock: SinonFakeTimers;
  let running: Cloudwatch | undefined;
  let queue = anEmptyQueue;
  let depths: QueueDepths = () => [queue];
  let logged: string[] = [];

  const log: Log = (level, _source, message) => logged.push(`${level} ${message}`);
  const start = (parts: Parts, speed = 1): Cloudwatch => {
    running = startCloudwatch({
      stack: toStack(parts),
      account: anAccount,
      principals: makePrincipals(),
      queueDepths: () => depths(),
      clock: makeClock(speed),
      log,
      now: () => new Date(),
    });
    return running;
  };
  const state = (): StateValue | undefined => running?.alarms()[0]?.state;
  const pass = (seconds: number): StateValue | undefined => {
    clock.tick(seconds * 1000);
    return state();
  };
  const logLine = (level: string, fields: object = {}): void =>
    running?.putLogEvent({
      group: "/jobs",
      stream: "1",
      message: JSON.stringify({ level, ...fields }),
      at: new Date(),
    });

  beforeEach(() => {
    clock = useFakeTimers({
      now: new Date("2026-11-29T10:00:00.500Z"),
      toFake: ["setTimeout", "clearTimeout", "Date"],
    });
    queue = anEmptyQueue;
    depths = () => [queue];
    logged = [];
    running = undefined;
  });
  afterEach(async () => {
    clock.restore();
    await running?.stop();
  });

  it("begins with insufficient data, and is OK within ten seconds", () => {
    start({ alarm: aQueueAlarm });
    expect(running?.alarms()).to.deep.equal([
      {
        name: "jobs",
        description: null,
        state: "INSUFFICIENT_DATA",
        reason: "Unchecked: Initial alarm creation",
        since: "2026-11-29T10:00:00.500Z",
        history: [],
      },
    ]);
    expect(pass(11)).to.equal("OK");
    expect(logged).to.deep.equal(["DEBUG alarm jobs: INSUFFICIENT_DATA -> OK"]);
  });

  it("remembers since when an alarm has its state, and its last fifty changes", () => {
    start({ alarm: aQueueAlarm });
    pass(10);
    for (let change = 0; change < 51; change += 1) {
      queue = { ...anEmptyQueue, visible: (change + 1) % 2 };
      pass(10);
    }
    const [alarm] = running?.alarms() ?? [];
    expect(alarm?.since).to.equal("2026-11-29T10:08:40.001Z");
    expect(alarm?.history).to.have.length(50);
    expect(alarm?.history.at(-1)).to.deep.equal({
      time: alarm?.since,
      from: "OK",
      to: "ALARM",
      reason: alarm?.reason,
    });
  });

  it("sums up what was put of each metric, that of metric filters and those that no alarm watches too", () => {
    start({ alarm: anAlarm });
    logLine("ERROR");
    logLine("INFO");
    const at = new Date();
    for (const [name, value] of [
      ["jobs", 2],
      ["jobs", 3],
      ["other", 4],
    ] as const)
      running?.putMetric({
        namespace: "AWS/Lambda",
        name: "Duration",
        dimensions: { FunctionName: name },
        value,
        at,
      });
    const duration = { namespace: "AWS/Lambda", name: "Duration" };
    const two = { namespace: "N", name: "Two", value: 1, at };
    running?.putMetric({ ...two, dimensions: { a: "1", b: "2" } });
    running?.putMetric({ ...two, dimensions: { b: "2", a: "1" } });
    expect(running?.metricTotals()).to.deep.equal([
      { namespace: "Jobs", name: "ErrorLines", dimensions: {}, sum: 1, count: 1 },
      { ...duration, dimensions: { FunctionName: "jobs" }, sum: 5, count: 2 },
      { ...duration, dimensions: { FunctionName: "other" }, sum: 4, count: 1 },
      { namespace: "N", name: "Two", dimensions: { a: "1", b: "2" }, sum: 2, count: 2 },
    ]);
  });

  it("goes into ALARM within ten seconds of a message in the queue, and is OK as soon after it is gone", () => {
    start({ alarm: aQueueAlarm });
    pass(95);
    queue = { ...anEmptyQueue, visible: 1 };
    expect(pass(10)).to.equal("ALARM");
    expect(running?.alarms()[0]?.reason).to.match(
      /^Threshold Crossed: 1 out of the last 1 datapoints \[1\.0 \(.*\)\] was greater than or equal to the threshold \(1\.0\)/,
    );
    expect(pass(600)).to.equal("ALARM");
    queue = anEmptyQueue;
    expect(pass(10)).to.equal("OK");
  });

  it("counts a queue once a minute, however often it looks", () => {
    start({ alarm: { ...aQueueAlarm, statistic: "Sum", period: 300, threshold: 6 } });
    queue = { ...anEmptyQueue, visible: 1 };
    expect(pass(1_000)).to.equal("OK");
    queue = { ...anEmptyQueue, visible: 2 };
    expect(pass(130)).to.equal("ALARM");
  });

  it("divides its periods by the speed", () => {
    start({ alarm: aQueueAlarm }, 60);
    pass(1);
    queue = { ...anEmptyQueue, visible: 1 };
    expect(pass(0.2)).to.equal("ALARM");
  });

  it("measures a message's age in seconds of AWS time", () => {
    const aged = { ...aQueueAlarm, metric_name: "ApproximateAgeOfOldestMessage", threshold: 300 };
    start({ alarm: aged }, 10);
    queue = { ...anEmptyQueue, visible: 1, oldest_sent_at: new Date() };
    expect(pass(28)).to.equal("OK");
    expect(pass(4)).to.equal("ALARM");
  });

  it("counts the log lines that its filter matches, and no others", () => {
    start({ alarm: anAlarm });
    pass(15);
    logLine("INFO");
    running?.putLogEvent({ group: "/other", stream: "1", message: '{"level":"ERROR"}', at: new Date() });
    expect(pass(15)).to.equal("OK");
    logLine("ERROR");
    expect(pass(10)).to.equal("ALARM");
  });

  it("stays in ALARM while the evaluation range reaches back to the last line, as on AWS", () => {
    start({ alarm: anAlarm });
    logLine("ERROR");
    expect(pass(170)).to.equal("ALARM");
    expect(pass(20)).to.equal("OK");
  });

  it("is OK a minute after the last line where a default value is reported", () => {
    const filter = { ...aFilter, metric_transformation: { ...aTransformation, default_value: "0" } };
    start({ alarm: anAlarm, filter });
    logLine("ERROR");
    for (let second = 0; second < 50; second += 10) expect(pass(10)).to.equal("ALARM");
    for (let second = 0; second < 30; second += 10) {
      logLine("INFO");
      pass(10);
    }
    expect(state()).to.equal("OK");
  });

  it("takes the value from the line where the filter says so", () => {
    const filter = { ...aFilter, metric_transformation: { ...aTransformation, value: "$.count" } };
    start({ alarm: { ...anAlarm, threshold: 5 }, filter });
    logLine("ERROR", { count: 4 });
    expect(pass(10)).to.equal("OK");
    logLine("ERROR", { count: 1 });
    expect(pass(10)).to.equal("ALARM");
    logLine("ERROR", { count: "many" });
    logLine("ERROR");
    expect(logged.filter((line) => line.includes("lacks the number"))).to.have.length(2);
  });

  it("fires once for one burst of lines, whatever comes after it", () => {
    start({
      alarm: anAlarm,
      filter: { ...aFilter, metric_transformation: { ...aTransformation, default_value: "0" } },
    });
    pass(30);
    for (let line = 0; line < 3; line += 1) logLine("ERROR");
    const states = [pass(10)];
    pass(40);
    logLine("INFO");
    for (let slot = 0; slot < 40; slot += 1) states.push(pass(10));
    expect(states.filter((state, index) => state !== states[index - 1])).to.deep.equal(["ALARM", "OK"]);
  });

  it("needs M breaching datapoints of N", () => {
    start({ alarm: { ...anAlarm, evaluation_periods: 3, datapoints_to_alarm: 2 } });
    logLine("ERROR");
    expect(pass(65)).to.equal("OK");
    logLine("ERROR");
    expect(pass(10)).to.equal("ALARM");
  });

  it("has insufficient data when nothing comes and missing data is missing", () => {
    start({ alarm: { ...anAlarm, treat_missing_data: "missing" } });
    logLine("ERROR");
    expect(pass(10)).to.equal("ALARM");
    expect(pass(190)).to.equal("INSUFFICIENT_DATA");
  });

  it("keeps its state when missing data is to be ignored", () => {
    start({ alarm: { ...anAlarm, treat_missing_data: "ignore" } });
    expect(pass(60)).to.equal("INSUFFICIENT_DATA");
    logLine("ERROR");
    expect(pass(3_600)).to.equal("ALARM");
  });

  it("takes in the metrics of other services", () => {
    const metric = { namespace: "AWS/Lambda", dimensions: { FunctionName: "worker" } };
    const put = (value: number): void =>
      running?.putMetric({ ...metric, name: "Duration", value, at: new Date() });
    start({
      alarm: { ...anAlarm, ...metric, metric_name: "Duration", statistic: "Average", threshold: 100 },
    });
    for (const value of [50, 120]) put(value);
    expect(pass(10)).to.equal("OK");
    put(500);
    expect(pass(10)).to.equal("ALARM");
  });

  it("goes on when the queues cannot be read, and logs it", () => {
    start({ alarm: aQueueAlarm });
    depths = () => {
      throw new Error("gone");
    };
    expect(pass(25)).to.equal("INSUFFICIENT_DATA");
    expect(logged.filter((line) => line.startsWith("ERROR"))).to.have.length(2);
    depths = () => [queue];
    expect(pass(10)).to.equal("OK");
  });

  it("leaves no timer after stop", async () => {
    const cloudwatch = start({ alarm: aQueueAlarm });
    await cloudwatch.stop();
    expect(clock.countTimers()).to.equal(0);
  });

  it("does not start with a filter on a log group that the stack does not have", () => {
    expect(() => start({ alarm: anAlarm, groups: {} })).to.throw(
      "aws_cloudwatch_log_metric_filter.errors: the stack has no log group /jobs",
    );
  });
});
