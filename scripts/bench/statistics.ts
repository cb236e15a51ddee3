// Medians and quartiles of what was measured in several rounds.

export type Spread = { readonly median: number; readonly q1: number; readonly q3: number };

/** Between two values in proportion; NaN of nothing. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const [below = NaN, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below + (above - below) * (place - Math.floor(place));
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const toSpread = (values: readonly number[]): Spread => ({
  median: median(values),
  q1: quantile(values, 0.25),
  q3: quantile(values, 0.75),
});

/**
 * The ratio within each round where both were measured in every round, because what else the machine did then counts for
 * both; else that of the medians.
 */
export const toRatio = (over: readonly number[], under: readonly number[]): Spread =>
  over.length === under.length
    ? toSpread(over.map((value, round) => value / (under[round] ?? NaN)))
    : toSpread([median(over) / median(under)]);

/** In random order, so that none of them always comes after the same other one. */
export const shuffled = <T>(items: readonly T[]): readonly T[] =>
  items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
