// All chance of a simulation: numbers that a seed and a place decide. Whatever else happens, the same place has the same luck.

const mix = (value: number): number => {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

/** Uniform in [0, 1). */
export const chanceAt = (seed: number, ...place: readonly number[]): number => {
  let state = mix(seed + 0x9e3779b9);
  for (const part of place) state = mix(Math.imul(state ^ part, 0x9e3779b1) + 0x7f4a7c15);
  return state / 2 ** 32;
};

export type Random = {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** Whole, uniform in [0, below). */
  readonly below: (below: number) => number;
  readonly pick: <T>(items: readonly [T, ...(readonly T[])]) => T;
};

/** One number after the other. */
export const makeRandom = (seed: number): Random => {
  let drawn = 0;
  const next = (): number => {
    drawn += 1;
    return chanceAt(seed, drawn);
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { next, below, pick: (items) => items[below(items.length)] ?? items[0] };
};
