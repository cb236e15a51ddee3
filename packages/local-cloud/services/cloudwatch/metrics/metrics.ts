// The samples of every metric: totals since the start, the newest hours, and in slots what alarms look back on.
import type { MetricTotal } from "../../../core/state.ts";
import type { Datum } from "../../../core/telemetry.ts";
import { type MetricId, toMetricKey } from "./metric-id.ts";
import { addToMinute, type Minutes, readMinutes } from "./minutes.ts";
import type { Periods } from "./periods.ts";
import { addSample, addSamples, noSamples, type Samples } from "./statistic.ts";

/** `slots`: how far back the samples are needed. */
export type Watch = { readonly metric: MetricId; readonly slots: number };

export type Metrics = ReturnType<typeof makeMetrics>;

type Slot = { readonly samples: Samples; readonly isDefault: boolean };

type Series = {
  readonly metric: MetricId;
  /** Of what was put: gauges and default values do not count. */
  readonly total: { sum: number; count: number };
  readonly minutes: Minutes;
  /** Of the last `reach` slots, 0 where no alarm looks. */
  readonly slots: Map<number, Slot>;
  reach: number;
};

/** As many as the stack has resources that are measured: no caller names a metric. */
const makeAllSeries = (watches: readonly Watch[]) => {
  const all = new Map<string, Series>();
  const get = ({ namespace, name, dimensions }: MetricId): Series => {
    const metric = { namespace, name, dimensions };
    const key = toMetricKey(metric);
    const found = all.get(key);
    if (found !== undefined) return found;
    const series = { metric, total: { sum: 0, count: 0 }, minutes: new Map(), slots: new Map(), reach: 0 };
    all.set(key, series);
    return series;
  };
  for (const { metric, slots } of watches) {
    const series = get(metric);
    series.reach = Math.max(series.reach, slots);
  }
  return { get, find: (metric: MetricId) => all.get(toMetricKey(metric)), all: () => [...all.values()] };
};

/** Makes the slot, and drops those that are out of reach. */
const write = ({ slots, reach }: Series, at: number, isDefault = false): Samples => {
  if (!slots.has(at)) for (const old of slots.keys()) if (old <= at - reach) slots.delete(old);
  const samples = noSamples();
  slots.set(at, { samples, isDefault });
  return samples;
};

const hasSamples = ({ slots }: Series, from: number, to: number): boolean => {
  for (let slot = from; slot <= to; slot += 1) if (slots.has(slot)) return true;
  return false;
};

export const makeMetrics = (watches: readonly Watch[], periods: Periods) => {
  const series = makeAllSeries(watches);
  return {
    /** Adds a sample to its slot. */
    put: (datum: Datum): void => {
      const found = series.get(datum);
      found.total.sum += datum.value;
      found.total.count += 1;
      addToMinute(found.minutes, datum.at, datum.value);
      if (found.reach === 0) return;
      const slot = periods.slotOf(datum.at);
      const minute = periods.minuteOf(slot);
      if (found.slots.get(minute)?.isDefault === true) found.slots.delete(minute);
      addSample(found.slots.get(slot)?.samples ?? write(found, slot), datum.value);
    },
    /** A reading of something that lasts: for alarms the newest of a minute stands for that minute, as one sample. */
    gauge: (metric: MetricId, slot: number, value: number): void => {
      const found = series.get(metric);
      addToMinute(found.minutes, periods.startOf(slot), value);
      // At the minute's start: every window as long as whole minutes then holds one sample for each.
      if (found.reach > 0) addSample(write(found, periods.minuteOf(slot)), value);
    },
    /** A sample that counts only while the minute has no other: the default value of a metric filter. */
    putDefault: (datum: Datum): void => {
      const found = series.get(datum);
      if (found.reach === 0) return;
      const slot = periods.slotOf(datum.at);
      const minute = periods.minuteOf(slot);
      if (!hasSamples(found, minute, slot)) addSample(write(found, minute, true), datum.value);
    },
    /** The samples of `slots` slots, of which `last` is the last. */
    read: (metric: MetricId, last: number, slots: number): Samples => {
      const found = series.find(metric)?.slots;
      const samples = noSamples();
      for (let slot = last - slots + 1; slot <= last; slot += 1) {
        const one = found?.get(slot);
        if (one !== undefined) addSamples(samples, one.samples);
      }
      return samples;
    },
    /** Of every metric that was put: gauges and default values are not. */
    totals: (): readonly MetricTotal[] =>
      series.all().flatMap(({ metric, total }) => (total.count === 0 ? [] : [{ ...metric, ...total }])),
    /** Those that there are samples of. */
    measured: (): readonly MetricId[] =>
      series.all().flatMap(({ metric, minutes }) => (minutes.size === 0 ? [] : [metric])),
    /** Period by period, of the newest hours. */
    statistics: (metric: MetricId, from: Date, to: Date, periodSeconds: number) =>
      readMinutes(series.find(metric)?.minutes ?? new Map(), from, to, periodSeconds),
  };
};
