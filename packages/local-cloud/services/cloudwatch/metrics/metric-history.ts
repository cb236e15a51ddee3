// The newest hours of every metric, for those who ask CloudWatch for statistics: one sample set a real minute,
// whatever the speed.
import type { Datum } from "../../../core/telemetry.ts";
import type { MetricId } from "./metrics.ts";

type MinuteSamples = {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
};

type Series = MetricId & { readonly minutes: Map<number, MinuteSamples> };

export type MetricHistory = ReturnType<typeof makeMetricHistory>;

const minuteMs = 60_000;
const keptMinutes = 3 * 60;

const nothing: MinuteSamples = { count: 0, sum: 0, min: Infinity, max: -Infinity };

const merge = (left: MinuteSamples, right: MinuteSamples): MinuteSamples => ({
  count: left.count + right.count,
  sum: left.sum + right.sum,
  min: Math.min(left.min, right.min),
  max: Math.max(left.max, right.max),
});

const toKey = ({ namespace, name, dimensions }: MetricId): string => {
  const pairs = Object.entries(dimensions).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([namespace, name, ...pairs.flat()]);
};

export const makeMetricHistory = () => {
  const all = new Map<string, Series>();
  return {
    put: ({ namespace, name, dimensions, value, at }: Datum): void => {
      const key = toKey({ namespace, name, dimensions });
      const series: Series = all.get(key) ?? { namespace, name, dimensions, minutes: new Map() };
      all.set(key, series);
      const minute = Math.floor(at.getTime() / minuteMs);
      const sample = { count: 1, sum: value, min: value, max: value };
      series.minutes.set(minute, merge(series.minutes.get(minute) ?? nothing, sample));
      const [oldest = minute] = series.minutes.keys();
      if (oldest <= minute - keptMinutes) series.minutes.delete(oldest);
    },
    metrics: (): readonly MetricId[] => [...all.values()],
    /** From the period that `from` lies in, up to but not including `to`; periods without a sample are left out. */
    read: (metric: MetricId, from: Date, to: Date, periodSeconds: number) => {
      const periodMs = periodSeconds * 1000;
      const toStart = (ms: number): number => Math.floor(ms / periodMs) * periodMs;
      const minutes = [...(all.get(toKey(metric))?.minutes ?? [])]
        .map(([minute, samples]) => ({ at: minute * minuteMs, samples }))
        .filter(({ at }) => at >= toStart(from.getTime()) && at < to.getTime());
      return [...Map.groupBy(minutes, ({ at }) => toStart(at))].map(([start, parts]) => ({
        at: new Date(start),
        samples: parts.map(({ samples }) => samples).reduce(merge, nothing),
      }));
    },
  };
};
