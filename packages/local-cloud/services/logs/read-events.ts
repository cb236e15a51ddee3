// FilterLogEvents, which `aws logs tail` calls too, and GetLogEvents. Times are milliseconds.
import { z } from "zod";
import { ServiceError } from "../../core/service.ts";
import { operation } from "../../endpoint/operation.ts";
import { parseFilterPattern, toLogLine } from "../../resources/filter-pattern/filter-pattern.ts";
import type { LogGroups } from "./log-groups.ts";
import type { LogStore, StoredEvent } from "./log-store.ts";

/** The number of the event that the page begins with (`f`), or that comes after its end (`b`). */
const toToken = (directions: string) =>
  z
    .string()
    .regex(new RegExp(`^[${directions}]/\\d{1,15}$`), "The specified nextToken is invalid.")
    .optional();

const common = {
  logGroupName: z.string().optional(),
  logGroupIdentifier: z.string().optional(),
  startTime: z.int().min(0).default(0),
  endTime: z.int().min(0).optional(),
  limit: z.int().min(1).max(10_000).default(10_000),
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

const FilterLogEvents = z
  .strictObject({
    ...common,
    nextToken: toToken("f"),
    logStreamNames: z.array(z.string()).min(1).max(100).optional(),
    logStreamNamePrefix: z.string().optional(),
    filterPattern: z.string().max(1024).default("").transform(toPattern),
    /** Always so, as AWS says of it by now. */
    interleaved: z.boolean().optional(),
  })
  .refine(
    ({ logStreamNames: names, logStreamNamePrefix: prefix }) => names === undefined || prefix === undefined,
    "logStreamNames and logStreamNamePrefix are mutually exclusive.",
  );

const toTimes = ({ at }: StoredEvent) => ({ timestamp: at.getTime(), ingestionTime: at.getTime() });

const numberOf = (token: string): number => Number(token.slice(2));

/** Throws ResourceNotFoundException for a stream of which there is no event. */
const checkStreams = (events: readonly StoredEvent[], names: readonly string[]): void => {
  const streams = new Set(events.map(({ stream }) => stream));
  if (names.some((name) => !streams.has(name)))
    throw new ServiceError("ResourceNotFoundException", "The specified log stream does not exist.");
};

const pageBytes = 1024 * 1024;
/** What CloudWatch Logs adds to each event (PutLogEvents, API reference). */
const bytesBeside = 26;

/** How many of the events one page holds: at least one. */
const toPageLength = (events: readonly StoredEvent[], limit: number): number => {
  let bytes = 0;
  const beyond = events.findIndex(({ message }, index) => {
    bytes += Buffer.byteLength(message) + bytesBeside;
    return index === limit || (index > 0 && bytes > pageBytes);
  });
  return beyond === -1 ? events.length : beyond;
};

export const filterLogEvents = (groups: LogGroups, store: LogStore) =>
  operation(FilterLogEvents, groups.toResource, (input) => {
    const { filterPattern: matches, logStreamNames, logStreamNamePrefix = "", nextToken = "f/0" } = input;
    const { startTime, endTime = Infinity } = input;
    const all = store.ofGroup(groups.find(input));
    checkStreams(all, logStreamNames ?? []);
    const found = all.filter(
      (event) =>
        event.number >= numberOf(nextToken) &&
        event.at.getTime() >= startTime &&
        event.at.getTime() <= endTime &&
        event.stream.startsWith(logStreamNamePrefix) &&
        (logStreamNames?.includes(event.stream) ?? true) &&
        matches(toLogLine(event.message)),
    );
    const length = toPageLength(found, input.limit);
    const beyond = found[length];
    return {
      events: found.slice(0, length).map((event) => ({
        logStreamName: event.stream,
        message: event.message,
        eventId: String(event.number).padStart(56, "0"),
        ...toTimes(event),
      })),
      searchedLogStreams: [],
      nextToken: beyond && `f/${beyond.number}`,
    };
  });

const GetLogEvents = z.strictObject({
  ...common,
  nextToken: toToken("fb"),
  logStreamName: z.string(),
  startFromHead: z.boolean().default(false),
});

/** Without a token the newest come. */
const toWindow = (
  events: readonly StoredEvent[],
  { limit, nextToken, startFromHead }: z.infer<typeof GetLogEvents>,
): readonly StoredEvent[] => {
  const at = nextToken === undefined ? undefined : numberOf(nextToken);
  if (nextToken?.startsWith("f") ?? startFromHead) {
    const rest = events.filter(({ number }) => number >= (at ?? 0));
    return rest.slice(0, toPageLength(rest, limit));
  }
  const rest = events.filter(({ number }) => number < (at ?? Infinity));
  return rest.slice(rest.length - toPageLength(rest.toReversed(), limit));
};

export const getLogEvents = (groups: LogGroups, store: LogStore) =>
  operation(
    GetLogEvents,
    (input) => groups.toResource(input, input.logStreamName),
    (input) => {
      // Unlike that of FilterLogEvents, this end is not included.
      const { startTime, endTime = Infinity, logStreamName } = input;
      const all = store.ofGroup(groups.find(input));
      checkStreams(all, [logStreamName]);
      const inRange = all.filter(
        ({ stream, at }) => stream === logStreamName && at.getTime() >= startTime && at.getTime() < endTime,
      );
      const events = toWindow(inRange, input);
      // At either end the token that was sent comes back, which ends a client's loop.
      const here = input.nextToken === undefined ? 0 : numberOf(input.nextToken);
      const last = events.at(-1)?.number;
      return {
        events: events.map((event) => ({ message: event.message, ...toTimes(event) })),
        nextForwardToken: `f/${last === undefined ? here : last + 1}`,
        nextBackwardToken: `b/${events[0]?.number ?? here}`,
      };
    },
  );
