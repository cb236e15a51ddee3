// What an alarm reads off the samples of a period.

/** Samples of one slot or period, summed up. Grows in place: a busy slot takes thousands. */
export type Samples = {
  count: number;
  sum: number;
  min: number;
  max: number;
  /**
   * How often each value occurred, rounded to three significant digits: what percentiles need, in bounded memory.
   * CloudWatch approximates percentiles of large samples too.
   */
  readonly histogram: Map<number, number>;
};

export const noSamples = (): Samples => ({
  count: 0,
  sum: 0,
  min: Infinity,
  max: -Infinity,
  histogram: new Map(),
});

const addToHistogram = ({ histogram }: Samples, value: number, times: number): void => {
  histogram.set(value, (histogram.get(value) ?? 0) + times);
};

export const addSample = (samples: Samples, value: number): void => {
  samples.count += 1;
  samples.sum += value;
  samples.min = Math.min(samples.min, value);
  samples.max = Math.max(samples.max, value);
  addToHistogram(samples, Number(value.toPrecision(3)), 1);
};

export const addSamples = (samples: Samples, others: Samples): void => {
  samples.count += others.count;
  samples.sum += others.sum;
  samples.min = Math.min(samples.min, others.min);
  samples.max = Math.max(samples.max, others.max);
  for (const [value, times] of others.histogram) addToHistogram(samples, value, times);
};

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
