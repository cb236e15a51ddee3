// What flood, outage and overload measure, drawn.
import { toBarChart } from "../charts/bar-chart.ts";
import type { Charts } from "./mode.ts";

type Flood = {
  readonly messages: number;
  readonly alone_p99_ms: number;
  readonly behind_p99_ms: number;
  readonly limit: number;
};

export const toNoisyCharts = (flood: Flood, when: string): Charts => ({
  waits: toBarChart({
    title: `What a flood of ${flood.messages.toLocaleString("en")} messages of one company costs the others`,
    subtitle: when,
    values: { name: "p99 from acceptance to record, ms" },
    groups: ["alone", "behind the flood"],
    series: [{ name: "quiet companies", values: [flood.alone_p99_ms, flood.behind_p99_ms] }],
    reference: { value: flood.alone_p99_ms * flood.limit, name: `at most ${flood.limit} times as long` },
  }),
});

type Outage = {
  readonly store: string;
  readonly effect: string;
  readonly postponed: number;
  readonly minutes_after_the_end: number | undefined;
};

export const toOutageCharts = (outages: readonly Outage[], when: string): Charts => {
  const groups = outages.map(({ store, effect }) => `${store}: ${effect}`);
  return {
    recovery: toBarChart({
      title: "How long after an outage of 30 minutes everything is processed",
      subtitle: when,
      values: { name: "minutes" },
      groups,
      series: [{ name: "minutes", values: outages.map((outage) => outage.minutes_after_the_end) }],
    }),
    postponed: toBarChart({
      title: "How often messages were postponed in an outage of 30 minutes",
      subtitle: when,
      values: { name: "deliveries" },
      groups,
      series: [{ name: "postponed", values: outages.map(({ postponed }) => postponed) }],
    }),
  };
};

type Overload = {
  readonly probability: number;
  readonly others_p50_ms: number;
  readonly others_p99_ms: number;
  readonly postponed: number;
};

export const toOverloadCharts = (overloads: readonly Overload[], when: string): Charts => ({
  waits: toBarChart({
    title: "How long others wait while one company's writes are throttled",
    subtitle: when,
    values: { name: "from acceptance to record, ms" },
    groups: overloads.map(({ probability }) => `${Math.round(probability * 100)} % throttled`),
    series: [
      { name: "p50", values: overloads.map((each) => each.others_p50_ms) },
      { name: "p99", values: overloads.map((each) => each.others_p99_ms) },
    ],
  }),
});
