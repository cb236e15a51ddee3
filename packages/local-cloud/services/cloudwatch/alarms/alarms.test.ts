import { expect } from "chai";
import { makeEndpoint } from "../../../endpoint/endpoint.ts";
import { makeFaults } from "../../../endpoint/faults.ts";
import type { HttpResponse } from "../../../core/http.ts";
import { makePrincipals, type Principal } from "../../../core/principals.ts";
import { listen, type Listening } from "../../../core/server.ts";
import type { Authorize } from "../../../policy/authorize.ts";
import type { Log } from "../../../core/log.ts";
import { makePace } from "../../../core/pace.ts";
import { eventually } from "../../../testing/sns-fixture.ts";
import { type Sns, startSns } from "../../sns/start-sns.ts";
import { anAccount, makeFakeStack } from "../../../testing/cloudwatch-stack.ts";
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

describe("an alarm with a topic", () => {
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
    mayPublish && isAlarm(caller)
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
  });
  const subjects = (): readonly (string | null)[] => sns.inbox().map(({ subject }) => subject);
  const state = (): string | undefined => cloudwatch.alarms()[0]?.state;

  const start = async (alarm: object = {}): Promise<void> => {
    const account = { ...anAccount, awsEndpoint: `http://127.0.0.1:${server.port}` };
    const stack = makeFakeStack({
      aws_sns_topic: { alerts: { name: "alerts" } },
      aws_sqs_queue: { parked: { name: "parked" } },
      aws_cloudwatch_metric_alarm: { parked: { ...anAlarm, ...alarm } },
    });
    sns = startSns({ stack, account, log, now });
    server.use(makeEndpoint({ services: [sns.service], principals, authorize, faults, log, control }));
    const pace = makePace(200);
    cloudwatch = startCloudwatch({
      stack,
      account,
      principals,
      queueDepths: () => [depth()],
      pace,
      log,
      now,
    });
    await eventually(() => state() === "OK");
  };

  beforeEach(async () => {
    [visible, mayPublish, logged] = [0, true, []];
    faults.clear();
    server = await listen({ port: 0, guard: "same-origin", log });
  });
  afterEach(async () => {
    await cloudwatch.stop();
    await sns.stop();
    await server.close();
  });

  it("tells people when it goes off and when it is over, though SNS fails meanwhile", async () => {
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
    await eventually(() => state() === "ALARM");
    visible = 0;
    await eventually(() => sns.inbox().length === 3);
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

  it("says that nobody was told when CloudWatch may not publish", async () => {
    mayPublish = false;
    await start();
    await eventually(() => logged.some((line) => line.startsWith("ERROR")));
    expect(logged.at(-1)).to.equal(
      "ERROR alarm jobs-parked: SNS refused the notification, which is lost AccessDenied: no policy lets service do sns:Publish",
    );
    expect(sns.inbox()).to.deep.equal([]);
  });

  it("tells nobody when its actions are off", async () => {
    await start({ actions_enabled: false });
    visible = 1;
    await eventually(() => state() === "ALARM");
    await cloudwatch.stop();
    expect(sns.inbox()).to.deep.equal([]);
  });
});
