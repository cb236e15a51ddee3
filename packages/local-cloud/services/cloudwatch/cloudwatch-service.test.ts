import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { SmithyRpcV2CborProtocol } from "@smithy/core/cbor";
import { expect } from "chai";
import { makeClock } from "../../core/clock.ts";
import { makePrincipals } from "../../core/principals.ts";
import { rejectionOf } from "../../testing/rejection-of.ts";
import { type ServedService, serveService } from "../../testing/serve-service.ts";
import { anAccount, decodedStack } from "../../testing/stack.ts";
import { until } from "../../testing/until.ts";
import { type Cloudwatch, startCloudwatch } from "./start-cloudwatch.ts";

const anAlarm = {
  namespace: "Jobs",
  metric_name: "Failures",
  dimensions: { Queue: "jobs" },
  statistic: "Sum",
  comparison_operator: "GreaterThanOrEqualToThreshold",
  threshold: 1,
  period: 60,
  evaluation_periods: 1,
  treat_missing_data: "notBreaching",
};
const { namespace, metric_name, dimensions, statistic: stat, period, ...common } = anAlarm;
const mathAlarm = {
  ...common,
  metric_query: [
    { id: "twice", expression: "failures * 2", return_data: true },
    { id: "failures", metric: { namespace, metric_name, dimensions, stat, period } },
  ],
};
const stack = decodedStack({
  aws_cloudwatch_metric_alarm: {
    failures: { ...anAlarm, alarm_name: "jobs-failures", alarm_description: "Read <this> & that" },
    others: { ...anAlarm, alarm_name: "others-failures" },
    share: { ...mathAlarm, alarm_name: "math" },
  },
});
const alarmArn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:";

const protocols = [
  ["AWS JSON", undefined],
  ["CBOR", SmithyRpcV2CborProtocol],
] as const;

describe("CloudWatch", () => {
  let cloudwatch: Cloudwatch;
  let served: ServedService;
  let client: CloudWatchClient;

  // Its clock is so slow that no evaluation comes in between.
  const start = async (speed = 1): Promise<void> => {
    cloudwatch = startCloudwatch({
      stack,
      account: anAccount,
      principals: makePrincipals(),
      clock: makeClock(speed),
      log: () => undefined,
      now: () => new Date(),
      queueDepths: () => [],
    });
    served = await serveService(cloudwatch.service);
    client = new CloudWatchClient(served.clientConfig);
  };
  afterEach(async () => {
    client.destroy();
    await served.close();
    await cloudwatch.stop();
  });

  const namesOf = async (input: object): Promise<readonly (string | undefined)[]> =>
    ((await client.send(new DescribeAlarmsCommand(input))).MetricAlarms ?? []).map(
      ({ AlarmName }) => AlarmName,
    );
  const setState = async (AlarmName: string, StateValue: "OK" | "ALARM") =>
    client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: "a drill" }));

  it("lists alarms by prefix, by name and by state, page by page", async () => {
    await start();
    await setState("jobs-failures", "ALARM");
    expect(await namesOf({})).to.deep.equal(["jobs-failures", "others-failures", "math"]);
    expect(await namesOf({ AlarmNamePrefix: "others-" })).to.deep.equal(["others-failures"]);
    expect(await namesOf({ AlarmNames: ["jobs-failures", "none"] })).to.deep.equal(["jobs-failures"]);
    expect(await namesOf({ StateValue: "ALARM" })).to.deep.equal(["jobs-failures"]);
    expect(await namesOf({ AlarmNames: [], AlarmTypes: [] })).to.have.length(3);
    expect(await namesOf({ AlarmTypes: ["CompositeAlarm"] })).to.deep.equal([]);
    const first = await client.send(new DescribeAlarmsCommand({ MaxRecords: 1 }));
    expect(await namesOf({ NextToken: first.NextToken })).to.deep.equal(["others-failures", "math"]);
    expect(served.permissions[0]).to.equal(`cloudwatch:SetAlarmState ${alarmArn}jobs-failures`);
  });

  for (const [name, protocol] of protocols)
    it(`tells in ${name} how an alarm is configured and what state it is in since when`, async () => {
      await start();
      client.destroy();
      client = new CloudWatchClient({ ...served.clientConfig, ...(protocol && { protocol }) });
      const before = Date.now();
      await setState("jobs-failures", "ALARM");
      const { MetricAlarms: [alarm] = [] } = await client.send(
        new DescribeAlarmsCommand({ AlarmNames: ["jobs-failures"] }),
      );
      expect(alarm).to.deep.include({
        AlarmArn: `${alarmArn}jobs-failures`,
        AlarmDescription: "Read <this> & that",
        StateValue: "ALARM",
        StateReason: "a drill",
        Dimensions: [{ Name: "Queue", Value: "jobs" }],
        Threshold: 1,
      });
      expect(alarm?.StateUpdatedTimestamp?.getTime()).to.be.within(before, Date.now());
      const { MetricAlarms: [math] = [] } = await client.send(
        new DescribeAlarmsCommand({ AlarmNames: ["math"] }),
      );
      expect(math).not.to.have.any.keys("MetricName", "Statistic");
      expect(math?.Metrics).to.deep.equal([
        { Id: "twice", Expression: "failures * 2", ReturnData: true },
        {
          Id: "failures",
          MetricStat: {
            Metric: {
              Namespace: "Jobs",
              MetricName: "Failures",
              Dimensions: [{ Name: "Queue", Value: "jobs" }],
            },
            Period: 60,
            Stat: "Sum",
          },
          ReturnData: false,
        },
      ]);
      const error = await rejectionOf(setState("none", "OK"));
      expect(error).to.deep.include({ name: "ResourceNotFound" });
      expect(error.$metadata?.httpStatusCode).to.equal(404);
    });

  it("tells the same in the query protocol", async () => {
    await start();
    const ask = async (form: string): Promise<string> => {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const response = await fetch(served.clientConfig.endpoint, { method: "POST", headers, body: form });
      return `${response.status} ${await response.text()}`;
    };
    const set = "Action=SetAlarmState&Version=2010-08-01&StateValue=ALARM&StateReason=a+drill&AlarmName=";
    expect(await ask(`${set}jobs-failures`)).to.match(/^200 <SetAlarmStateResponse .*<RequestId>/);
    const found = await ask(
      "Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=jobs-failures&MaxRecords=10",
    );
    expect(found).to.match(/^200 <DescribeAlarmsResponse .*<DescribeAlarmsResult><MetricAlarms><member>/);
    expect(found).to.include("<AlarmDescription>Read &lt;this&gt; &amp; that</AlarmDescription>");
    expect(found).to.include(
      "<Dimensions><member><Name>Queue</Name><Value>jobs</Value></member></Dimensions>",
    );
    expect(found).to.match(/<StateUpdatedTimestamp>\d{4}-\d\d-\d\dT[\d:.]+Z</);
    const all = await ask("Action=DescribeAlarms&Version=2010-08-01&AlarmNames=");
    expect(all.match(/<AlarmName>/g)).to.have.length(3);
    expect(await ask(`Action=DescribeAlarms&${"a.".repeat(20_000)}b=1`)).to.match(
      /^400 .*<Code>MalformedQueryString</,
    );
    expect(await ask(`${set}none`)).to.match(
      /^404 <ErrorResponse .*<Error><Type>Sender<\/Type><Code>ResourceNotFound</,
    );
  });

  it("refuses what AWS refuses, by its names", async () => {
    await start();
    const nameOf = async (sent: Promise<unknown>): Promise<string> => (await rejectionOf(sent)).name;
    const both = { AlarmNames: ["a"], AlarmNamePrefix: "a" };
    expect(await nameOf(namesOf(both))).to.match(/^InvalidParameterCombination/);
    expect(await nameOf(namesOf({ NextToken: "x" }))).to.equal("InvalidNextToken");
    const set = { AlarmName: "jobs-failures", StateValue: "ALARM", StateReason: "a drill" } as const;
    const withData = new SetAlarmStateCommand({ ...set, StateReasonData: "{" });
    expect(await nameOf(client.send(withData))).to.match(/^InvalidFormat/);
    const statistics = async (input: object) =>
      client.send(
        new GetMetricStatisticsCommand({
          Namespace: "Jobs",
          MetricName: "Duration",
          StartTime: new Date(0),
          EndTime: new Date(1440 * 60_000),
          Period: 60,
          Statistics: ["Sum"],
          ...input,
        }),
      );
    expect((await statistics({})).Datapoints).to.deep.equal([]);
    expect(await nameOf(statistics({ EndTime: new Date(1441 * 60_000) }))).to.match(
      /^InvalidParameterCombination/,
    );
    expect(await nameOf(statistics({ EndTime: new Date(0) }))).to.match(/^InvalidParameterValue/);
    const percentile = statistics({ Statistics: undefined, ExtendedStatistics: ["p99"] });
    expect((await rejectionOf(percentile)).message).to.equal(
      "The parameter ExtendedStatistics is not supported by the local cloud.",
    );
  });

  it("keeps the changes of an alarm's state, the newest first", async () => {
    await start();
    await setState("jobs-failures", "ALARM");
    await setState("jobs-failures", "ALARM");
    await setState("jobs-failures", "OK");
    const { AlarmHistoryItems = [] } = await client.send(
      new DescribeAlarmHistoryCommand({ AlarmName: "jobs-failures", StartDate: new Date(0) }),
    );
    expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).to.deep.equal([
      "Alarm updated from ALARM to OK",
      "Alarm updated from INSUFFICIENT_DATA to ALARM",
    ]);
    const other = await client.send(new DescribeAlarmHistoryCommand({ AlarmName: "others-failures" }));
    expect(other.AlarmHistoryItems).to.deep.equal([]);
    const composite = await client.send(new DescribeAlarmHistoryCommand({ AlarmTypes: ["CompositeAlarm"] }));
    expect(composite.AlarmHistoryItems).to.deep.equal([]);
  });

  it("puts a state right at the next evaluation that somebody has set", async () => {
    await start(1000);
    await setState("jobs-failures", "ALARM");
    await until("the alarm is OK", async () => (await namesOf({ StateValue: "OK" })).length === 3, 5);
    const { AlarmHistoryItems = [] } = await client.send(
      new DescribeAlarmHistoryCommand({ AlarmName: "jobs-failures" }),
    );
    expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).to.include(
      "Alarm updated from ALARM to OK",
    );
  });

  for (const [name, protocol] of protocols)
    it(`tells in ${name} the values of several metrics at once, in the order of their times`, async () => {
      await start();
      client.destroy();
      client = new CloudWatchClient({ ...served.clientConfig, ...(protocol && { protocol }) });
      const last = new Date(Math.floor(Date.now() / 60_000) * 60_000);
      const first = new Date(last.getTime() - 60_000);
      const duration = { namespace: "AWS/Lambda", name: "Duration", dimensions: { FunctionName: "jobs" } };
      for (const [at, value] of [
        [first, 2],
        [last, 4],
        [last, 8],
      ] as const)
        cloudwatch.putMetric({ ...duration, value, at });
      const Metric = {
        Namespace: "AWS/Lambda",
        MetricName: "Duration",
        Dimensions: [{ Name: "FunctionName", Value: "jobs" }],
      };
      const ask = async (input: object) =>
        (
          await client.send(
            new GetMetricDataCommand({
              StartTime: first,
              EndTime: new Date(last.getTime() + 60_000),
              MetricDataQueries: [
                { Id: "longest", MetricStat: { Metric, Period: 60, Stat: "Maximum" } },
                {
                  Id: "inCounts",
                  Label: "c",
                  MetricStat: { Metric, Period: 60, Stat: "Sum", Unit: "Count" },
                },
                { Id: "hidden", MetricStat: { Metric, Period: 60, Stat: "Sum" }, ReturnData: false },
              ],
              ...input,
            }),
          )
        ).MetricDataResults;
      const complete = { StatusCode: "Complete" };
      expect(await ask({})).to.deep.equal([
        { Id: "longest", Label: "Duration", Timestamps: [last, first], Values: [8, 2], ...complete },
        { Id: "inCounts", Label: "c", Timestamps: [], Values: [], ...complete },
      ]);
      const ascending = await ask({ ScanBy: "TimestampAscending" });
      expect(ascending?.[0]?.Values).to.deep.equal([2, 8]);
      const expression = [{ Id: "e", Expression: "1 + 1" }];
      expect((await rejectionOf(ask({ MetricDataQueries: expression }))).message).to.match(/Expression/);
      expect((await rejectionOf(ask({ EndTime: first }))).message).to.match(/StartTime/);
    });

  it("tells the statistics of a metric, of alarms or not, by its exact dimensions", async () => {
    await start();
    const at = new Date(Math.floor(Date.now() / 60_000) * 60_000);
    const metric = { namespace: "Jobs", name: "Duration", dimensions: { Queue: "jobs" } };
    for (const value of [4, 2]) cloudwatch.putMetric({ ...metric, value, at });
    cloudwatch.putMetric({ ...metric, dimensions: {}, value: 9, at });
    const { Metrics = [] } = await client.send(new ListMetricsCommand({ Dimensions: [{ Name: "Queue" }] }));
    expect(Metrics).to.deep.equal([
      { Namespace: "Jobs", MetricName: "Duration", Dimensions: [{ Name: "Queue", Value: "jobs" }] },
    ]);
    const { Datapoints } = await client.send(
      new GetMetricStatisticsCommand({
        ...Metrics[0],
        Namespace: "Jobs",
        MetricName: "Duration",
        StartTime: new Date(at.getTime() - 3_600_000),
        EndTime: new Date(at.getTime() + 60_000),
        Period: 60,
        Statistics: ["SampleCount", "Average", "Sum", "Minimum", "Maximum"],
      }),
    );
    expect(Datapoints).to.deep.equal([
      { Timestamp: at, SampleCount: 2, Average: 3, Sum: 6, Minimum: 2, Maximum: 4, Unit: "None" },
    ]);
  });
});
