// Works off things at a rate: so many a second, a few at once.
import { setTimeout as wait } from "node:timers/promises";

/** Things that begin together, every 50 ms where the rate allows: what is killed leaves no more half done. */
const toChunk = (perSecond: number): number => Math.min(Math.max(Math.floor(perSecond / 20), 1), 10);

export type Pace = <Thing>(things: readonly Thing[], work: (thing: Thing) => Promise<void>) => Promise<void>;

/** The pace goes on from one call to the next. Rejects as the first work does that rejects, after those begun with it. */
export const makePace = (perSecond: number, now: () => number = () => performance.now()): Pace => {
  const chunk = toChunk(perSecond);
  let next = now();
  return async (things, work) => {
    for (let at = 0; at < things.length; at += chunk) {
      const together = things.slice(at, at + chunk);
      await wait(Math.max(0, next - now()));
      next = Math.max(next, now()) + (1000 * together.length) / perSecond;
      const ended = await Promise.allSettled(together.map(work));
      const failure = ended.find(({ status }) => status === "rejected");
      if (failure?.status === "rejected") throw failure.reason;
    }
  };
};
