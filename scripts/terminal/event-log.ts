// Turns the log's lines into the lines of a terminal as they come, and counts what they tell of.
import { makeBundleEvents, type Told } from "./bundle-events.ts";
import type { ReadEvents } from "./read-events.ts";
import { noTotals, type Totals } from "./screen-event.ts";

export type EventLog = {
  readonly take: (line: string) => void;
  readonly counts: () => Totals;
  /** Shows what waited. */
  readonly stop: () => void;
};

/** @param show gets what a person is told, in time; undefined where nobody looks and events are only counted */
export const makeEventLog = (
  readEvents: ReadEvents,
  show: ((told: readonly Told[]) => void) | undefined,
): EventLog => {
  const bundles = makeBundleEvents();
  const counts = { ...noTotals };
  const timer = setInterval(() => show?.(bundles.tick(performance.now())), 500);
  timer.unref();
  return {
    take: (line) => {
      for (const event of readEvents(line)) {
        if (event.total !== undefined) counts[event.total] += 1;
        if (show !== undefined) show(bundles.add(event, performance.now()));
      }
    },
    counts: () => counts,
    stop: () => {
      clearInterval(timer);
      show?.(bundles.end(performance.now()));
    },
  };
};
