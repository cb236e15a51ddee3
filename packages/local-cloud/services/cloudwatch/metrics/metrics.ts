// The samples of the metrics that alarms watch; everything else is dropped at once, since nothing could read it.
import type { Periods } from "./periods.ts";
import type { Datum } from "../../../core/telemetry.ts";
import { merge, noSamples, type Samples, toSamples } from "./statistic.ts";

export type MetricId = Pick<Datum, "namespace" | "name" | "dimensions">;

/** `slots`: how far back the samples are needed. */
export type Watch = { readonly metric: MetricId; readonly slots: number };

export type Metrics = {
  /** Adds a sample to its slot. */
  readonly put: (datum: Datum) => void;
  /** A reading of something that lasts: the newest of a minute stands for that minute, as one sample. */
  readonly gauge: (metric: MetricId, slot: number, value: number) => void;
  /** A sample that counts only while the minute has no other: the default value of a metric filter. */
  readonly putDefault: (datum: Datum) => void;
  /** The samples of `slots` slots, of which `last` is the last. */
  readonly read: (metric: MetricId, last: number, slots: number) => Samples;
};

type Slot = { readonly samples: Samples; readonly isDefault: boolean };
type Series = { readonly slots: Map<number, Slot>; readonly reach: number };

const keyOf = ({ namespace, name, dimensions }: MetricId): string =>
  JSON.stringify([
    namespace,
    name,
    Object.entries(dimensions).toSorted(([left], [right]) => (left < right ? -1 : 1)),
  ]);

const toSeries = (watches: readonly Watch[]): ReadonlyMap<string, Series> => {
  const series = new Map<string, Series>();
  for (const { metric, slots } of watches) {
    const key = keyOf(metric);
    series.set(key, { slots: new Map(), reach: Math.max(slots, series.get(key)?.reach ?? 0) });
  }
  return series;
};

const write = ({ slots, reach }: Series, at: number, slot: Slot): void => {
  const isNew = !slots.has(at);
  slots.set(at, slot);
  if (!isNew) return;
  for (const old of slots.keys()) if (old <= at - reach) slots.delete(old);
};

const hasSamples = ({ slots }: Series, from: number, to: number): boolean => {
  for (let slot = from; slot <= to; slot += 1) if (slots.has(slot)) return true;
  return false;
};

export const makeMetrics = (watches: readonly Watch[], periods: Periods): Metrics => {
  const all = toSeries(watches);
  const seriesOf = (metric: MetricId): Series | undefined => all.get(keyOf(metric));
  return {
    put: (datum) => {
      const series = seriesOf(datum);
      if (series === undefined) return;
      const slot = periods.slotOf(datum.at);
      const minute = periods.minuteOf(slot);
      if (series.slots.get(minute)?.isDefault === true) series.slots.delete(minute);
      const before = series.slots.get(slot)?.samples ?? noSamples;
      write(series, slot, { samples: merge(before, toSamples(datum.value)), isDefault: false });
    },
    gauge: (metric, slot, value) => {
      const series = seriesOf(metric);
      if (series === undefined) return;
      // At the minute's start: every window as long as whole minutes then holds one sample for each.
      write(series, periods.minuteOf(slot), { samples: toSamples(value), isDefault: false });
    },
    putDefault: (datum) => {
      const series = seriesOf(datum);
      if (series === undefined) return;
      const slot = periods.slotOf(datum.at);
      const minute = periods.minuteOf(slot);
      if (hasSamples(series, minute, slot)) return;
      write(series, minute, { samples: toSamples(datum.value), isDefault: true });
    },
    read: (metric, last, slots) => {
      const found = seriesOf(metric)?.slots;
      let samples = noSamples;
      for (let slot = last - slots + 1; slot <= last; slot += 1) {
        const one = found?.get(slot);
        if (one !== undefined) samples = merge(samples, one.samples);
      }
      return samples;
    },
  };
};
