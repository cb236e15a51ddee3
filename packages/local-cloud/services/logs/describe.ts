// DescribeLogGroups and DescribeLogStreams.
import { z } from "zod";
import { operation } from "../../endpoint/operation.ts";
import { PageToken, toPage } from "../../endpoint/paging.ts";
import type { LogGroups } from "./log-groups.ts";
import type { LogStore, StoredEvent } from "./log-store.ts";

const paging = { limit: z.int().min(1).max(50).default(50), nextToken: PageToken.optional() };

export const describeLogGroups = (groups: LogGroups, startedAt: Date) =>
  operation(
    z
      .strictObject({
        ...paging,
        logGroupNamePrefix: z.string().optional(),
        logGroupNamePattern: z.string().optional(),
      })
      .refine(
        ({ logGroupNamePrefix: prefix, logGroupNamePattern: pattern }) =>
          prefix === undefined || pattern === undefined,
        "logGroupNamePrefix and logGroupNamePattern are mutually exclusive.",
      ),
    () => groups.anyGroup,
    ({ logGroupNamePrefix = "", logGroupNamePattern = "", limit, nextToken }) => {
      const found = groups
        .names()
        .filter((name) => name.startsWith(logGroupNamePrefix) && name.includes(logGroupNamePattern));
      const { page, next } = toPage(found, limit, nextToken);
      const logGroups = page.map((logGroupName) => ({
        logGroupName,
        logGroupArn: groups.arnOf(logGroupName),
        arn: `${groups.arnOf(logGroupName)}:*`,
        creationTime: startedAt.getTime(),
      }));
      return { logGroups, nextToken: next };
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
    z
      .strictObject({
        ...paging,
        logGroupName: z.string().optional(),
        logGroupIdentifier: z.string().optional(),
        logStreamNamePrefix: z.string().optional(),
        orderBy: z.enum(["LogStreamName", "LastEventTime"]).default("LogStreamName"),
        descending: z.boolean().default(false),
      })
      .refine(
        ({ orderBy, logStreamNamePrefix: prefix }) => orderBy === "LogStreamName" || prefix === undefined,
        "Cannot order by LastEventTime with a logStreamNamePrefix.",
      ),
    groups.toResource,
    (input) => {
      const group = groups.find(input);
      const byStream = Map.groupBy(store.ofGroup(group), ({ stream }) => stream);
      const streams = [...byStream]
        .filter(([name]) => name.startsWith(input.logStreamNamePrefix ?? ""))
        .map(([name, events]) => toStream(groups.arnOf(group), name, events))
        .toSorted((left, right) =>
          input.orderBy === "LastEventTime"
            ? left.lastEventTimestamp - right.lastEventTimestamp
            : left.logStreamName.localeCompare(right.logStreamName),
        );
      const ordered = input.descending ? streams.toReversed() : streams;
      const { page, next } = toPage(ordered, input.limit, input.nextToken);
      return { logStreams: page, nextToken: next };
    },
  );
