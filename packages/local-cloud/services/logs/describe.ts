// DescribeLogGroups and DescribeLogStreams.
import { z } from "zod";
import { operation } from "../../endpoint/operation.ts";
import type { LogGroups } from "./log-groups.ts";
import type { LogStore, StoredEvent } from "./log-store.ts";

const paging = { limit: z.int().min(1).max(50).default(50), nextToken: z.string().optional() };

/** The token is where the next page begins. */
const toPage = <T>(
  all: readonly T[],
  { limit, nextToken }: { limit: number; nextToken?: string | undefined },
) => {
  const from = Number(nextToken ?? 0);
  const end = from + limit;
  return { page: all.slice(from, end), ...(end < all.length ? { nextToken: String(end) } : {}) };
};

export const describeLogGroups = (groups: LogGroups, startedAt: Date) =>
  operation(
    z.strictObject({
      ...paging,
      logGroupNamePrefix: z.string().optional(),
      logGroupNamePattern: z.string().optional(),
    }),
    () => groups.toResource({}),
    ({ logGroupNamePrefix = "", logGroupNamePattern = "", ...rest }) => {
      const matches = (name: string): boolean =>
        name.startsWith(logGroupNamePrefix) && name.toLowerCase().includes(logGroupNamePattern.toLowerCase());
      const { page, ...next } = toPage(groups.names().filter(matches), rest);
      const logGroups = page.map((logGroupName) => ({
        logGroupName,
        logGroupArn: groups.arnOf(logGroupName),
        arn: `${groups.arnOf(logGroupName)}:*`,
        creationTime: startedAt.getTime(),
      }));
      return { logGroups, ...next };
    },
  );

const toStream = (arn: string, logStreamName: string, events: readonly StoredEvent[]) => {
  const [first, last] = [events[0]?.at.getTime() ?? 0, events.at(-1)?.at.getTime() ?? 0];
  return {
    logStreamName,
    arn: `${arn}:log-stream:${logStreamName}`,
    creationTime: first,
    firstEventTimestamp: first,
    lastEventTimestamp: last,
    lastIngestionTime: last,
  };
};

export const describeLogStreams = (groups: LogGroups, store: LogStore) =>
  operation(
    z.strictObject({
      ...paging,
      logGroupName: z.string().optional(),
      logGroupIdentifier: z.string().optional(),
      logStreamNamePrefix: z.string().default(""),
      orderBy: z.enum(["LogStreamName", "LastEventTime"]).default("LogStreamName"),
      descending: z.boolean().default(false),
    }),
    groups.toResource,
    (input) => {
      const group = groups.find(input);
      const byStream = Map.groupBy(store.ofGroup(group), ({ stream }) => stream);
      const streams = [...byStream]
        .filter(([name]) => name.startsWith(input.logStreamNamePrefix))
        .map(([name, events]) => toStream(groups.arnOf(group), name, events))
        .toSorted((left, right) =>
          input.orderBy === "LastEventTime"
            ? left.lastEventTimestamp - right.lastEventTimestamp
            : left.logStreamName.localeCompare(right.logStreamName),
        );
      const { page, ...next } = toPage(input.descending ? streams.toReversed() : streams, input);
      return { logStreams: page, ...next };
    },
  );
