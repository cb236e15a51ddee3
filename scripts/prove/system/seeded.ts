// Chance that a seed repeats.
export type Random = () => number;

/** mulberry32: short, and even enough for ids and coin flips. Uniform in [0, 1). */
export const seededRandom = (seed: number): Random => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export const toUuid = (random: Random): string => {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
};

/** A whole number from `from` up to, not including, `to`. */
export const between = (random: Random, from: number, to: number): number =>
  from + Math.floor(random() * (to - from));

/** One of them; throws when there is none. */
export const oneOf = <T>(random: Random, items: readonly T[]): T => {
  const [item] = items.slice(between(random, 0, items.length));
  if (item === undefined) throw new Error("there is nothing to choose from");
  return item;
};

/** Fisher–Yates. */
const shuffled = <T>(random: Random, items: readonly T[]): T[] => {
  const cards = [...items];
  for (let last = cards.length - 1; last > 0; last -= 1) {
    const other = between(random, 0, last + 1);
    const [one, two] = [cards[last], cards[other]];
    if (one !== undefined && two !== undefined) [cards[last], cards[other]] = [two, one];
  }
  return cards;
};

/** Draws every item once, in an order of chance, before any comes again. */
export const makeDeck = <T>(random: Random, items: readonly T[]): ((count: number) => readonly T[]) => {
  let left: T[] = [];
  return (count) => {
    if (left.length < count) left = [...left, ...shuffled(random, items)];
    return left.splice(0, count);
  };
};
