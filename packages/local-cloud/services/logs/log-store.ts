// The newest log events of all groups, in memory.
import type { LogEvent } from "../../core/telemetry.ts";

export type StoredEvent = LogEvent & {
  /** Counted over all groups: a later event has a higher one. */
  readonly number: number;
};

export type LogStore = ReturnType<typeof makeLogStore>;

/** How much is kept: events, and characters of all of them. */
const limits = { events: 20_000, characters: 64 * 1024 * 1024 };
/** So much more may be there until the oldest go: one by one would move all of them each time. */
const slack = 1.1;

export const makeLogStore = () => {
  let events: StoredEvent[] = [];
  let next = 1;
  let size = 0;
  const dropOldest = (): void => {
    let first = 0;
    for (const { message } of events) {
      if (events.length - first <= limits.events && size <= limits.characters) break;
      size -= message.length;
      first += 1;
    }
    events = events.slice(first);
  };
  return {
    put: (event: LogEvent): void => {
      events.push({ ...event, number: next });
      next += 1;
      size += event.message.length;
      if (events.length > limits.events * slack || size > limits.characters * slack) dropOldest();
    },
    /** Oldest first. */
    ofGroup: (group: string): readonly StoredEvent[] => events.filter((event) => event.group === group),
    groups: (): ReadonlySet<string> => new Set(events.map(({ group }) => group)),
  };
};
