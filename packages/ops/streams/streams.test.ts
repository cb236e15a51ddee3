import { expect } from "chai";
import { atRate } from "./at-rate.ts";
import { inBatches } from "./in-batches.ts";

async function* streamOf<A>(...items: readonly A[]) {
  yield* items;
}

const gather = async <A>(items: AsyncIterable<A>): Promise<readonly A[]> => {
  const gathered: A[] = [];
  for await (const item of items) gathered.push(item);
  return gathered;
};

describe("inBatches", () => {
  it("ends a batch by number and by size, and makes one of what is larger than all", async () => {
    const batches = inBatches(streamOf(1, 1, 1, 2, 9, 3), { most: 2, size: 4, sizeOf: (item) => item });
    expect(await gather(batches)).to.deep.equal([[1, 1], [1, 2], [9], [3]]);
  });

  it("gives nothing of nothing", async () => {
    expect(await gather(inBatches(streamOf(), { most: 2 }))).to.deep.equal([]);
  });
});

describe("atRate", () => {
  it("gives an item each so often, and makes up for no time that was lost", async () => {
    let now = 0;
    const clock = {
      now: () => now,
      sleep: async (milliseconds: number) => {
        now += milliseconds;
      },
    };
    const at: number[] = [];
    for await (const item of atRate(streamOf(1, 2, 3, 4, 5), 10, clock)) {
      at.push(now);
      if (item === 2) now += 1000;
    }
    expect(at).to.deep.equal([0, 100, 1100, 1180, 1280]);
  });

  it("does not slow what has no rate", async () => {
    expect(await gather(atRate(streamOf(1, 2), undefined))).to.deep.equal([1, 2]);
  });
});
