// The samples of the metrics that alarms watch, for as long as an alarm looks back; of all others only totals are kept.
import type { MetricTotal } from "../../../core/state.ts";
import type { Datum } from "../../../core/telemetry.ts";
import type { Periods } from "./periods.ts";
import { addSample, addSamples, noSamples, type Samples } from "./statistic.ts";

export type MetricId = Pick<Datum, "namespace" | "name" | "dimensions">;

/** `slots`: how far back the samples are needed. */
export type Watch = { readonly metric: MetricId; readonly slots: number };

export type Metrics = ReturnType<typeof makeMetrics>;

type Dimensions = Datum["dimensions"];
type Slot = { readonly samples: Samples; readonly isDefault: boolean };
type Series = { readonly dimensions: Dimensions; readonly slots: Map<number, Slot>; reach: number };

const hasSameDimensions = (left: Dimensions, right: Dimensions): boolean => {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && left[name] === right[name])
  );
};

const toName = ({ namespace, name }: MetricId): string => `${namespace} ${name}`;

/** By namespace and name, so that the data nobody watches, which are most, cost one look-up. */
const makeFindSeries = (watches: readonly Watch[]): ((metric: MetricId) => Series | undefined) => {
  const byName = new Map<string, Series[]>();
  const find = (metric: MetricId): Series | undefined =>
    byName.get(toName(metric))?.find(({ dimensions }) => hasSameDimensions(dimensions, metric.dimensions));
  for (const { metric, slots: reach } of watches) {
    const known = find(metric);
    if (known !== undefined) known.reach = Math.max(known.reach, reach);
    else {
      const others = byName.get(toName(metric)) ?? [];
      byName.set(toName(metric), [...others, { dimensions: metric.dimensions, slots: new Map(), reach }]);
    }
  }
  return find;
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

const makeTotals = () => {
  const totals = new Map<string, MetricTotal>();
  return {
    add: ({ namespace, name, dimensions, value }: Datum): void => {
      const key = JSON.stringify([namespace, name, dimensions]);
      const { sum, count } = totals.get(key) ?? { sum: 0, count: 0 };
      totals.set(key, { namespace, name, dimensions, sum: sum + value, count: count + 1 });
    },
    all: (): readonly MetricTotal[] => [...totals.values()],
  };
};

export const makeMetrics = (watches: readonly Watch[], periods: Periods) => {
  const findSeries = makeFindSeries(watches);
  const totals = makeTotals();
  return {
    /** Adds a sample to its slot. */
    put: (datum: Datum): void => {
      totals.add(datum);
      const series = findSeries(datum);
      if (series === undefined) return;
      const slot = periods.slotOf(datum.at);
      const minute = periods.minuteOf(slot);
      if (series.slots.get(minute)?.isDefault === true) series.slots.delete(minute);
      addSample(series.slots.get(slot)?.samples ?? write(series, slot), datum.value);
    },
    /** Of every metric that was put: gauges and default values are not. */
    totals: totals.all,
    /** A reading of something that lasts: the newest of a minute stands for that minute, as one sample. */
    gauge: (metric: MetricId, slot: number, value: number): void => {
      const series = findSeries(metric);
      // At the minute's start: every window as long as whole minutes then holds one sample for each.
      if (series !== undefined) addSample(write(series, periods.minuteOf(slot)), value);
    },
    /** A sample that counts only while the minute has no other: the default value of a metric filter. */
    putDefault: (datum: Datum): void => {
      const series = findSeries(datum);
      if (series === undefined) return;
      const slot = periods.slotOf(datum.at);
      const minute = periods.minuteOf(slot);
      if (!hasSamples(series, minute, slot)) addSample(write(series, minute, true), datum.value);
    },
    /** The samples of `slots` slots, of which `last` is the last. */
    read: (metric: MetricId, last: number, slots: number): Samples => {
      const found = findSeries(metric)?.slots;
      const samples = noSamples();
      for (let slot = last - slots + 1; slot <= last; slot += 1) {
        const one = found?.get(slot);
        if (one !== undefined) addSamples(samples, one.samples);
      }
      return samples;
    },
  };
};
