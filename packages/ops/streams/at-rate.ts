// Slows a stream down to so many items a second.
import { setTimeout } from "node:timers/promises";

type Clock = {
  /** Milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
};

const systemClock: Clock = { now: () => performance.now(), sleep: setTimeout };

/** Milliseconds that are made up for: timers are late. */
const mostLate = 20;

/** Never more than `perSecond`, evenly, whatever was slow before; undefined for as fast as it goes. */
export async function* atRate<A>(
  items: AsyncIterable<A>,
  perSecond: number | undefined,
  { now, sleep }: Clock = systemClock,
): AsyncGenerator<A, void> {
  const interval = 1000 / (perSecond ?? Infinity);
  let next = now();
  for await (const item of items) {
    const early = next - now();
    if (early > 0) await sleep(early);
    next = Math.max(next, now() - mostLate) + interval;
    yield item;
  }
}
