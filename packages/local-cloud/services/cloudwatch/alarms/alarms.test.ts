import { CloudWatchClient, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { expect } from "chai";
import { makeEndpoint } from "../../../endpoint/endpoint.ts";
import { makeFaults } from "../../../endpoint/faults.ts";
import type { HttpResponse } from "../../../core/http.ts";
import { toLoopbackClient } from "../../../core/loopback-client.ts";
import { makePrincipals, type Principal } from "../../../core/principals.ts";
import { listen, type Listening } from "../../../core/server.ts";
import type { Authorize } from "../../../policy/authorize.ts";
import type { Log } from "../../../core/log.ts";
import { makeClock } from "../../../core/clock.ts";
import { until } from "../../../testing/until.ts";
import { type Sns, startSns } from "../../sns/start-sns.ts";
import { anAccount, decodedStack } from "../../../testing/stack.ts";
import { CloudwatchMetricAlarm } from "../../../resources/cloudwatch.ts";
import type { MetricId } from "../metrics/metric-id.ts";
import { makeMetrics } from "../metrics/metrics.ts";
import { makePeriods } from "../metrics/periods.ts";
import { makeAlarms, toWatches } from "./alarms.ts";
import { type Cloudwatch, startCloudwatch } from "../start-cloudwatch.ts";

const topicArn = "arn:aws:sns:us-east-1:000000000000:alerts";
const anAlarm = {
  alarm_name: "jobs-parked",
  namespace: "AWS/SQS",
  metric_name: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: "parked" },
  statistic: "Maximum",
  comparison_operator: "GreaterThanOrEqualToThreshold",
  threshold: 1,
  period: 60,
  evaluation_periods: 1,
  treat_missing_data: "notBreaching",
  alarm_actions: [topicArn],
  ok_actions: [topicArn],
};

const control = (): HttpResponse => ({ status: 404, headers: {}, body: Buffer.alloc(0) });
const toText = (value: unknown): string => (typeof value === "string" ? value : "");
const now = (): Date => new Date();

describe("An alarm on a sum", () => {
  const periods = makePeriods(makeClock(1));
  const [minute, start] = [6, 600];
  /** Its changes while these slots have a sample each. */
  const changesWith = (slots: readonly number[], until: number): readonly string[] => {
    const metric = { namespace: "Jobs", name: "Failed", dimensions: {} };
    const [config] = decodedStack({
      aws_cloudwatch_metric_alarm: {
        failing: { ...anAlarm, namespace: "Jobs", metric_name: "Failed", dimensions: {}, ...sumOfFive },
      },
    })
      .of(CloudwatchMetricAlarm)
      .map(({ config: each }) => each);
    if (config === undefined) throw new Error("the stack has one alarm");
    const metrics = makeMetrics(toWatches(config, periods), periods);
    const alarms = makeAlarms([config], metrics, periods, periods.startOf(start));
    return Array.from({ length: until }, (_, index) => start + index).flatMap((slot) => {
      const at = periods.startOf(slot);
      metrics.putDefault({ ...metric, value: 0, at });
      if (slots.includes(slot - start)) metrics.put({ ...metric, value: 1, at });
      return alarms.evaluate(slot, at).map(({ from, to }) => `${slot - start}: ${from} -> ${to}`);
    });
  };
  const sumOfFive = { statistic: "Sum", threshold: 5, period: 120, alarm_actions: [], ok_actions: [] };

  it("stays in ALARM while the load goes on from period to period, and ends once when it is over", () => {
    const steady = Array.from({ length: 6 * minute }, (_, index) => index);
    expect(changesWith(steady, 20 * minute)).to.deep.equal([
      "0: INSUFFICIENT_DATA -> OK",
      "4: OK -> ALARM",
      "43: ALARM -> OK",
    ]);
  });

  it("fires once for one burst", () => {
    expect(changesWith([6, 7, 8, 9, 10], 10 * minute)).to.deep.equal([
      "0: INSUFFICIENT_DATA -> OK",
      "10: OK -> ALARM",
      "18: ALARM -> OK",
    ]);
  });
});

describe("An alarm on metric math", () => {
  const periods = makePeriods(makeClock(1));
  const minute = 6;
  const dimensions = { QueueName: "parked" };
  const visible: MetricId = { namespace: "AWS/SQS", name: "ApproximateNumberOfMessagesVisible", dimensions };
  const hidden: MetricId = { ...visible, name: "ApproximateNumberOfMessagesNotVisible" };
  const { namespace: _n, metric_name: _m, dimensions: _d, statistic: _s, period: _p, ...common } = anAlarm;
  const query = (id: string, { name }: MetricId) => ({
    id,
    metric: { namespace: "AWS/SQS", metric_name: name, dimensions, period: 60, stat: "Maximum" },
  });

  it("compares each period with the one before, over two metrics of which one has gaps", () => {
    const [config] = decodedStack({
      aws_cloudwatch_metric_alarm: {
        growing: {
          ...common,
          metric_query: [
            { id: "growth", expression: "DIFF(visible + FILL(hidden, 0))", return_data: true },
            query("visible", visible),
            query("hidden", hidden),
          ],
        },
      },
    })
      .of(CloudwatchMetricAlarm)
      .map(({ config: each }) => each);
    if (config === undefined) throw new Error("the stack has one alarm");
    const metrics = makeMetrics(toWatches(config, periods), periods);
    const alarms = makeAlarms([config], metrics, periods, periods.startOf(600));
    /** Visible, hidden, by the minute. */
    const readings = [[1], [1], [0, 1], [1, 0], [2, 0], [2, 0], [3, 0], [0, 0]] as const;
    const changes = readings.flatMap(([shown, held], index) => {
      const slot = 600 + index * minute;
      metrics.gauge(visible, slot, shown);
      if (held !== undefined) metrics.gauge(hidden, slot, held);
      return alarms.evaluate(slot, periods.startOf(slot)).map(({ from, to }) => `${index}: ${from} -> ${to}`);
    });
    expect(changes).to.deep.equal([
      "0: INSUFFICIENT_DATA -> OK",
      "4: OK -> ALARM",
      "5: ALARM -> OK",
      "6: OK -> ALARM",
      "7: ALARM -> OK",
    ]);
  });
});

describe("An alarm with a topic", () => {
  const principals = makePrincipals();
  const faults = makeFaults([{ name: "sns", operations: ["Publish"] }]);
  let server: Listening;
  let sns: Sns;
  let cloudwatch: Cloudwatch;
  let visible = 0;
  let mayPublish = true;
  let logged: string[] = [];

  const log: Log = (level, _source, message, fields) =>
    logged.push([level, message, toText(fields?.["reason"])].join(" ").trim());
  const isAlarm: (caller: Principal) => boolean = (caller) =>
    caller.kind === "service" &&
    caller.name === "cloudwatch.amazonaws.com" &&
    caller.sourceArn === "arn:aws:cloudwatch:us-east-1:000000000000:alarm:jobs-parked";
  const authorize: Authorize = (caller, action, resource) =>
    caller.kind === "operator"
      ? { allowed: true }
      : mayPublish && isAlarm(caller)
        ? { allowed: action === "sns:Publish" && resource === topicArn, message: "another call" }
        : { allowed: false, message: `no policy lets ${caller.kind} do ${action}` };
  const depth = () => ({
    name: "parked",
    url: "",
    arn: "",
    visible,
    in_flight: 0,
    delayed: 0,
    oldest_sent_at: visible === 0 ? null : new Date(),
    noisy_groups: 0,
    quiet_groups: { visible, in_flight: 0, delayed: 0, oldest_sent_at: null },
  });
  const subjects = (): readonly (string | null)[] => sns.inbox().map(({ subject }) => subject);
  const state = (): string | undefined => cloudwatch.alarms()[0]?.state;

  const start = async (alarm: object = {}): Promise<void> => {
    const account = { ...anAccount, awsEndpoint: `http://127.0.0.1:${server.port}` };
    const stack = decodedStack({
      aws_sns_topic: { alerts: { name: "alerts" } },
      aws_sqs_queue: { parked: { name: "parked" } },
      aws_cloudwatch_metric_alarm: { parked: { ...anAlarm, ...alarm } },
    });
    sns = startSns({ stack, account: anAccount, now });
    const clock = makeClock(200);
    cloudwatch = startCloudwatch({
      stack,
      account,
      principals,
      queueDepths: () => [depth()],
      clock,
      log,
      now,
    });
    const services = [sns.service, cloudwatch.service];
    server.use(makeEndpoint({ services, principals, authorize, faults, log, control }));
    await until("the alarm is OK", () => state() === "OK", 5);
  };

  beforeEach(async () => {
    [visible, mayPublish, logged] = [0, true, []];
    faults.clear();
    server = await listen({ port: 0, guard: "same-origin", log });
  });
  afterEach(async () => {
    await cloudwatch.stop();
    await server.close();
  });

  it("notifies its topic of ALARM and of OK, though SNS fails meanwhile", async () => {
    await start();
    const rules = [
      {
        service: "sns",
        operation: "Publish",
        times: 2,
        effect: { type: "error", code: "InternalFailure", status: 500 },
      },
    ];
    faults.replace(rules);
    visible = 1;
    await until("the alarm fires", () => state() === "ALARM", 5);
    visible = 0;
    await until("three notifications arrive", () => sns.inbox().length === 3, 5);
    expect(subjects()).to.deep.equal([
      'OK: "jobs-parked" in US East (N. Virginia)',
      'ALARM: "jobs-parked" in US East (N. Virginia)',
      'OK: "jobs-parked" in US East (N. Virginia)',
    ]);
    const { NewStateValue, NewStateReason, OldStateValue } = JSON.parse(
      sns.inbox()[1]?.message ?? "",
    ) as Record<string, string>;
    expect([OldStateValue, NewStateValue]).to.deep.equal(["OK", "ALARM"]);
    expect(NewStateReason).to.match(/^Threshold Crossed: 1 out of the last 1 datapoints \[1\.0/);
    expect(logged.filter((line) => line.startsWith("ERROR"))).to.deep.equal([]);
  });

  it("notifies its topic of a state that SetAlarmState sets, with the reason given", async () => {
    await start();
    const client = new CloudWatchClient(toLoopbackClient(`http://127.0.0.1:${server.port}`));
    const drill = { AlarmName: "jobs-parked", StateValue: "ALARM", StateReason: "a drill" } as const;
    await client.send(new SetAlarmStateCommand(drill)).finally(() => client.destroy());
    await until("it is heard of, and of the OK after it", () => sns.inbox().length === 3, 5);
    expect(subjects()[1]).to.equal('ALARM: "jobs-parked" in US East (N. Virginia)');
    expect(JSON.parse(sns.inbox()[1]?.message ?? "")).to.include({ NewStateReason: "a drill" });
  });

  it("logs the loss of a notification that CloudWatch may not publish", async () => {
    mayPublish = false;
    await start();
    await until("an error is logged", () => logged.some((line) => line.startsWith("ERROR")), 5);
    expect(logged.at(-1)).to.equal(
      "ERROR alarm jobs-parked: SNS refused the notification, which is lost AccessDenied: no policy lets service do sns:Publish",
    );
    expect(sns.inbox()).to.deep.equal([]);
  });

  it("notifies nobody when its actions are disabled", async () => {
    await start({ actions_enabled: false });
    visible = 1;
    await until("the alarm fires", () => state() === "ALARM", 5);
    await cloudwatch.stop();
    expect(sns.inbox()).to.deep.equal([]);
  });
});
