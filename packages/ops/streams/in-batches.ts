// Gathers what a stream gives into batches of a limited number and size.

export type BatchLimits<A> = {
  readonly most: number;
  /** What `sizeOf` counts, in all. An item that is larger by itself is a batch of its own. */
  readonly size?: number;
  readonly sizeOf?: (item: A) => number;
};

export async function* inBatches<A>(
  items: AsyncIterable<A>,
  { most, size = Infinity, sizeOf = () => 0 }: BatchLimits<A>,
): AsyncGenerator<readonly A[], void> {
  let batch: A[] = [];
  let total = 0;
  for await (const item of items) {
    const own = sizeOf(item);
    if (batch.length === most || (batch.length > 0 && total + own > size)) {
      yield batch;
      batch = [];
      total = 0;
    }
    batch.push(item);
    total += own;
  }
  if (batch.length > 0) yield batch;
}
