// FilterLogEvents, which `aws logs tail` calls too, and GetLogEvents. Times are milliseconds.
import { z } from "zod";
import { operation } from "../../endpoint/operation.ts";
import { parseFilterPattern, toLogLine } from "../../resources/filter-pattern/filter-pattern.ts";
import type { LogGroups } from "./log-groups.ts";
import type { LogStore, StoredEvent } from "./log-store.ts";

const common = {
  logGroupName: z.string().optional(),
  logGroupIdentifier: z.string().optional(),
  startTime: z.int().min(0).default(0),
  endTime: z.int().min(0).optional(),
  limit: z.int().min(1).max(10_000).default(10_000),
  /** The number of an event. */
  nextToken: z
    .string()
    .regex(/^[fb]\/\d+$/, "The specified nextToken is invalid.")
    .optional(),
  /** Nothing is masked here. */
  unmask: z.boolean().optional(),
};

const toPattern = (text: string, context: z.RefinementCtx) => {
  try {
    return parseFilterPattern(text);
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : String(error));
    return z.NEVER;
  }
};

const FilterLogEvents = z.strictObject({
  ...common,
  logStreamNames: z.array(z.string()).max(100).optional(),
  logStreamNamePrefix: z.string().default(""),
  filterPattern: z.string().max(1024).default("").transform(toPattern),
  /** Always so, as AWS says of it by now. */
  interleaved: z.boolean().optional(),
});

const toTimes = ({ at }: StoredEvent) => ({ timestamp: at.getTime(), ingestionTime: at.getTime() });

const numberOf = (token: string): number => Number(token.slice(2));

const isWithin = (
  { at }: StoredEvent,
  { startTime, endTime = Infinity }: { startTime: number; endTime?: number | undefined },
): boolean => at.getTime() >= startTime && at.getTime() <= endTime;

export const filterLogEvents = (groups: LogGroups, store: LogStore) =>
  operation(FilterLogEvents, groups.toResource, (input) => {
    const { filterPattern: matches, logStreamNames, logStreamNamePrefix, limit, nextToken = "f/0" } = input;
    const found = store
      .ofGroup(groups.find(input))
      .filter(
        (event) =>
          event.number > numberOf(nextToken) &&
          isWithin(event, input) &&
          event.stream.startsWith(logStreamNamePrefix) &&
          (logStreamNames?.includes(event.stream) ?? true) &&
          matches(toLogLine(event.message)),
      );
    const events = found.slice(0, limit);
    return {
      events: events.map((event) => ({
        logStreamName: event.stream,
        message: event.message,
        eventId: String(event.number).padStart(56, "0"),
        ...toTimes(event),
      })),
      searchedLogStreams: [],
      ...(found.length > limit ? { nextToken: `f/${events.at(-1)?.number ?? 0}` } : {}),
    };
  });

const GetLogEvents = z.strictObject({
  ...common,
  logStreamName: z.string(),
  startFromHead: z.boolean().default(false),
});

/** `f/12` asks for what comes after event 12, `b/12` for what comes before it; without a token the newest come. */
const toWindow = (
  events: readonly StoredEvent[],
  { limit, nextToken, startFromHead }: z.infer<typeof GetLogEvents>,
): readonly StoredEvent[] => {
  if (nextToken === undefined) return startFromHead ? events.slice(0, limit) : events.slice(-limit);
  const at = numberOf(nextToken);
  return nextToken.startsWith("f")
    ? events.filter(({ number }) => number > at).slice(0, limit)
    : events.filter(({ number }) => number < at).slice(-limit);
};

export const getLogEvents = (groups: LogGroups, store: LogStore) =>
  operation(
    GetLogEvents,
    (input) => groups.toResource(input, input.logStreamName),
    (input) => {
      const all = store.ofGroup(groups.find(input)).filter(({ stream }) => stream === input.logStreamName);
      const events = toWindow(
        all.filter((event) => isWithin(event, input)),
        input,
      );
      // At either end the token that was sent comes back, which ends a client's loop.
      const here = input.nextToken === undefined ? 0 : numberOf(input.nextToken);
      return {
        events: events.map((event) => ({ message: event.message, ...toTimes(event) })),
        nextForwardToken: `f/${events.at(-1)?.number ?? here}`,
        nextBackwardToken: `b/${events[0]?.number ?? here}`,
      };
    },
  );
