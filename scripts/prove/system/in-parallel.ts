// Work on many items, some at a time.

/** Begins with the items in their order. */
export const inParallel = async <A>(
  items: Iterable<A>,
  limit: number,
  work: (item: A) => Promise<void>,
): Promise<void> => {
  const left = items[Symbol.iterator]();
  const rest: Iterable<A> = { [Symbol.iterator]: () => left };
  const worker = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
};
