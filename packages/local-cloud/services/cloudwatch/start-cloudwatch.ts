// CloudWatch: takes in log events and metric data, watches the alarms, notifies through SNS.
//
// Every ten seconds of AWS time the queues are read and every alarm is evaluated, the period under way included. A
// message in a queue thus raises its alarm within ten seconds of AWS time, and an empty queue ends it as quickly.
// Counts (log lines, errors) stand for their period, and beyond it as long as no later datapoint comes and the
// evaluation range (two periods more than the alarm asks for) reaches back to them, as on AWS.
import { toArn } from "../../core/account.ts";
import type { Credentials } from "../../core/principals.ts";
import type { Level } from "../../core/log.ts";
import type { QueueDepths } from "../../core/state.ts";
import type { ServiceDeps } from "../../endpoint/service-deps.ts";
import { toNotification, type Transition } from "./alarms/alarm-notification.ts";
import { type AlarmPublisher, makeAlarmPublisher } from "./alarms/alarm-publisher.ts";
import { makeAlarms, toWatches } from "./alarms/alarms.ts";
import { makePutLogEvent } from "./log-filters/log-metrics.ts";
import { makeMetrics } from "./metrics/metrics.ts";
import { makePeriods } from "./metrics/periods.ts";
import { makeAlarmOperations } from "./actions/alarms.ts";
import { getMetricData } from "./actions/metric-data.ts";
import { makeMetricOperations } from "./actions/metrics.ts";
import { monitoringProtocol } from "./protocol/monitoring-protocol.ts";
import { makeService } from "../../endpoint/make-service.ts";
import { readQueues } from "./metrics/queue-metrics.ts";
import { CloudwatchMetricAlarm } from "../../resources/cloudwatch.ts";

type Deps = Pick<ServiceDeps, "stack" | "account" | "principals" | "clock" | "log" | "now"> & {
  /** The queues must exist already: an alarm on one that does not stops the start. */
  readonly queueDepths: QueueDepths;
};

export type Cloudwatch = ReturnType<typeof startCloudwatch>;

const actionsOf = ({ alarm, to }: Transition): readonly string[] => {
  if (!alarm.actions_enabled) return [];
  return {
    ALARM: alarm.alarm_actions,
    OK: alarm.ok_actions,
    INSUFFICIENT_DATA: alarm.insufficient_data_actions,
  }[to];
};

/** Each alarm's first OK says nothing but that it is watched. */
const levelOf = ({ from, to }: Transition): Level => {
  if (to === "ALARM") return "WARN";
  return from === "INSUFFICIENT_DATA" && to === "OK" ? "DEBUG" : "INFO";
};

const makeNotify = (deps: Deps, publisher: AlarmPublisher): ((transition: Transition) => void) => {
  const { account, log, now } = deps;
  const configuredAt = now();
  return (transition) => {
    const { alarm, from, to, reason } = transition;
    log(levelOf(transition), "cloudwatch", `alarm ${alarm.alarm_name}: ${from} -> ${to}`, {
      alarm: alarm.alarm_name,
      from,
      to,
      reason,
    });
    const notification = toNotification(transition, account, configuredAt);
    for (const topic of actionsOf(transition)) publisher.publish(alarm.alarm_name, topic, notification);
  };
};

/** Calls `tick`, which must not throw, at the start of every slot; slots that pass while the process is busy are skipped. */
const startTicker = (slotMs: number, now: () => Date, tick: () => void): { readonly stop: () => void } => {
  let timer: NodeJS.Timeout | undefined;
  const schedule = (): void => {
    // Timers may fire up to a millisecond early: one more, so that the slot before is over for certain.
    timer = setTimeout(run, slotMs - (now().getTime() % slotMs) + 1);
  };
  const run = (): void => {
    tick();
    schedule();
  };
  schedule();
  return { stop: () => clearTimeout(timer) };
};

/** @throws StackError when a metric filter watches a log group that the stack does not have */
export const startCloudwatch = (deps: Deps) => {
  const { stack, account, principals, queueDepths, clock, log, now } = deps;
  const configs = stack.of(CloudwatchMetricAlarm).map(({ config }) => config);
  const periods = makePeriods(clock);
  const metrics = makeMetrics(
    configs.flatMap((config) => toWatches(config, periods)),
    periods,
  );
  const putLogEvent = makePutLogEvent(stack, metrics, log);
  const alarms = makeAlarms(configs, metrics, periods, now());
  const credentialsOf = (alarm: string): Credentials =>
    principals.credentialsOf({
      kind: "service",
      name: "cloudwatch.amazonaws.com",
      sourceArn: toArn(account, "cloudwatch", `alarm:${alarm}`),
    });
  const publisher = makeAlarmPublisher({ account, credentialsOf, clock, log });
  const notify = makeNotify(deps, publisher);

  const evaluate = (): void => {
    const at = now();
    const last = periods.slotOf(at) - 1;
    for (const { metric, value } of readQueues(queueDepths(), at, clock.speed))
      metrics.gauge(metric, last, value);
    for (const transition of alarms.evaluate(last, at)) notify(transition);
  };
  const tick = (): void => {
    try {
      evaluate();
    } catch (error) {
      log("ERROR", "cloudwatch", "the alarms could not be evaluated", { reason: String(error) });
    }
  };
  const ticker = startTicker(periods.slotMs, now, tick);
  const service = makeService({
    name: "monitoring",
    actions: "cloudwatch",
    protocol: monitoringProtocol,
    invalid: "InvalidParameterValue",
    operations: {
      ...makeAlarmOperations({ alarms, account, notify, now }),
      ...makeMetricOperations(metrics),
      GetMetricData: getMetricData(metrics),
    },
  });
  return {
    service,
    putLogEvent,
    putMetric: metrics.put,
    alarms: alarms.states,
    metricTotals: metrics.totals,
    stop: async (): Promise<void> => {
      ticker.stop();
      await publisher.stop();
    },
  };
};
