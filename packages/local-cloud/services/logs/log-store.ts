// The newest log events of all groups, in memory.
import type { LogEvent } from "../../core/telemetry.ts";

export type StoredEvent = LogEvent & {
  /** Counted over all groups: a later event has a higher one. */
  readonly number: number;
};

export type LogStore = ReturnType<typeof makeLogStore>;

const limit = 20_000;

export const makeLogStore = () => {
  let events: StoredEvent[] = [];
  let next = 1;
  return {
    put: (event: LogEvent): void => {
      events.push({ ...event, number: next });
      next += 1;
      // Not one by one: that would move all of them each time.
      if (events.length > limit * 1.1) events = events.slice(-limit);
    },
    /** Oldest first. */
    ofGroup: (group: string): readonly StoredEvent[] => events.filter((event) => event.group === group),
    groups: (): ReadonlySet<string> => new Set(events.map(({ group }) => group)),
  };
};
