// The newest hours of a metric, for those who ask CloudWatch for statistics: the samples of each real minute, whatever
// the speed.
import { addSample, addSamples, noSamples, type Samples } from "./statistic.ts";

/** By the minute's number since 1970. */
export type Minutes = Map<number, Samples>;

const minuteMs = 60_000;
const keptMinutes = 3 * 60;

export const addToMinute = (minutes: Minutes, at: Date, value: number): void => {
  const minute = Math.floor(at.getTime() / minuteMs);
  const samples = minutes.get(minute) ?? noSamples();
  if (samples.count === 0) {
    for (const old of minutes.keys()) if (old <= minute - keptMinutes) minutes.delete(old);
    minutes.set(minute, samples);
  }
  addSample(samples, value);
};

/** From the period that `from` lies in, up to but not including `to`; periods without a sample are left out. */
export const readMinutes = (minutes: Minutes, from: Date, to: Date, periodSeconds: number) => {
  const periodMs = periodSeconds * 1000;
  const toStart = (ms: number): number => Math.floor(ms / periodMs) * periodMs;
  const periods = new Map<number, Samples>();
  for (const [minute, samples] of minutes) {
    const at = minute * minuteMs;
    if (at < toStart(from.getTime()) || at >= to.getTime()) continue;
    const period = periods.get(toStart(at)) ?? noSamples();
    addSamples(period, samples);
    periods.set(toStart(at), period);
  }
  return [...periods].map(([start, samples]) => ({ at: new Date(start), samples }));
};
