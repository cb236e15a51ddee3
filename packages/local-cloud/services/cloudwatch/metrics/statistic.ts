// What an alarm reads off the samples of a period.

/** Samples of one slot or period, summed up. */
export type Samples = {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /**
   * How often each value occurred, rounded to three significant digits: what percentiles need, in bounded memory.
   * CloudWatch approximates percentiles of large samples too.
   */
  readonly histogram: ReadonlyMap<number, number>;
};

export const noSamples: Samples = { count: 0, sum: 0, min: Infinity, max: -Infinity, histogram: new Map() };

export const merge = (left: Samples, right: Samples): Samples => {
  const histogram = new Map(left.histogram);
  for (const [value, times] of right.histogram) histogram.set(value, (histogram.get(value) ?? 0) + times);
  return {
    count: left.count + right.count,
    sum: left.sum + right.sum,
    min: Math.min(left.min, right.min),
    max: Math.max(left.max, right.max),
    histogram,
  };
};

export const toSamples = (value: number): Samples => ({
  count: 1,
  sum: value,
  min: value,
  max: value,
  histogram: new Map([[Number(value.toPrecision(3)), 1]]),
});

export type StatisticName = "SampleCount" | "Sum" | "Average" | "Minimum" | "Maximum";
export type Statistic =
  | { readonly kind: "simple"; readonly name: StatisticName }
  /** `rank` is between 0 and 100. */
  | { readonly kind: "percentile"; readonly name: string; readonly rank: number };

const percentileOf = (samples: Samples, rank: number): number => {
  const needed = Math.max(1, Math.ceil((rank / 100) * samples.count));
  let seen = 0;
  for (const [value, times] of [...samples.histogram].toSorted(([left], [right]) => left - right)) {
    seen += times;
    if (seen >= needed) return value;
  }
  return samples.max;
};

const simple: Readonly<Record<StatisticName, (samples: Samples) => number>> = {
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
};

/** Undefined where there is no sample: a missing datapoint. */
export const toDatapoint = (samples: Samples, statistic: Statistic): number | undefined => {
  if (samples.count === 0) return undefined;
  return statistic.kind === "simple"
    ? simple[statistic.name](samples)
    : percentileOf(samples, statistic.rank);
};
