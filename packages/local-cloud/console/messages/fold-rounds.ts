// Folds what repeats itself over and over, as a message that an outage postpones again and again.

/** `rounds` times the same, between the first time and the last. */
export type Fold<T> = { readonly rounds: number; readonly folded: readonly T[] };

/** The longest round that is looked for. */
const longest = 6;
/** Fewer are told one by one. */
const most = 4;

export const isFold = <T extends object>(each: T | Fold<T>): each is Fold<T> => "folded" in each;

/** How often the round of that length that begins there comes, one after the other. */
const countRounds = (keys: readonly string[], start: number, length: number): number => {
  let end = start + length;
  while (end < keys.length && keys[end] === keys[end - length]) end += 1;
  return Math.floor((end - start) / length);
};

/** Two things with the same key are the same to a reader. */
export const foldRounds = <T extends object>(
  all: readonly T[],
  toKey: (each: T) => string,
): readonly (T | Fold<T>)[] => {
  const keys = all.map(toKey);
  const told: (T | Fold<T>)[] = [];
  for (let start = 0; start < all.length;) {
    const found = Array.from({ length: longest }, (_, index) => index + 1)
      .map((length) => ({ length, rounds: countRounds(keys, start, length) }))
      .find(({ rounds }) => rounds > most);
    const { length, rounds } = found ?? { length: 1, rounds: 1 };
    const [first, last] = [start + length, start + length * (rounds - 1)];
    const end = start + length * rounds;
    told.push(...all.slice(start, first));
    if (rounds > 1) {
      told.push({ rounds: rounds - 2, folded: all.slice(first, last) }, ...all.slice(last, end));
    }
    start = end;
  }
  return told;
};
