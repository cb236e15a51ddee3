import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";
import { rejectionOf } from "../../testing/rejection-of.ts";
import { type ServedService, serveService } from "../../testing/serve-service.ts";
import { anAccount, decodedStack } from "../../testing/stack.ts";
import { startLogs } from "./start-logs.ts";

const start = new Date("2026-11-29T10:00:00.000Z").getTime();
const groupArn = "arn:aws:logs:us-east-1:000000000000:log-group:/jobs";

describe("CloudWatch Logs", () => {
  let logs: ReturnType<typeof startLogs>;
  let served: ServedService;
  let client: CloudWatchLogsClient;

  const put = (message: string, second = 0, stream = "a", group = "/jobs"): void =>
    logs.keep({ group, stream, message, at: new Date(start + second * 1000) });
  const filter = async (input: object): Promise<readonly (string | undefined)[]> => {
    const { events = [] } = await client.send(
      new FilterLogEventsCommand({ logGroupName: "/jobs", ...input }),
    );
    return events.map(({ message }) => message);
  };

  beforeEach(async () => {
    const stack = decodedStack({ aws_cloudwatch_log_group: { jobs: { name: "/jobs" } } });
    logs = startLogs({ stack, account: anAccount, now: () => new Date(start) });
    served = await serveService(logs.service);
    client = new CloudWatchLogsClient(served.clientConfig);
  });
  afterEach(async () => {
    client.destroy();
    await served.close();
  });

  it("finds the events of a group by JSON pattern, by term, by time and by stream", async () => {
    put('{"level":"INFO","id":"a-1"}', 0);
    put('{"level":"ERROR","id":"b-2"}', 1, "b");
    put('{"level":"ERROR"}', 1, "b", "/other");
    expect(await filter({})).to.deep.equal(['{"level":"INFO","id":"a-1"}', '{"level":"ERROR","id":"b-2"}']);
    for (const input of [
      { filterPattern: '{ $.level = "ERROR" }' },
      { filterPattern: '"b-2"' },
      { startTime: start + 1000 },
      { logStreamNames: ["b"] },
      { logStreamNamePrefix: "b" },
      { logGroupName: undefined, logGroupIdentifier: groupArn, filterPattern: "ERROR" },
    ])
      expect(await filter(input), JSON.stringify(input)).to.deep.equal(['{"level":"ERROR","id":"b-2"}']);
    expect(await filter({ endTime: start + 999 })).to.deep.equal(['{"level":"INFO","id":"a-1"}']);
    expect(served.permissions[0]).to.equal(`logs:FilterLogEvents ${groupArn}:log-stream:`);
  });

  it("pages through the events it finds", async () => {
    for (const message of ["1", "2", "3"]) put(message);
    const pages: (readonly (string | undefined)[])[] = [];
    for await (const { events = [] } of paginateFilterLogEvents(
      { client, pageSize: 2 },
      { logGroupName: "/jobs" },
    ))
      pages.push(events.map(({ message }) => message));
    expect(pages).to.deep.equal([["1", "2"], ["3"]]);
  });

  it("reads a stream from its end backwards, and from its head forwards", async () => {
    for (const message of ["1", "2", "3"]) put(message);
    const read = async (input: object) => {
      const { events = [], ...tokens } = await client.send(
        new GetLogEventsCommand({ logGroupName: "/jobs", logStreamName: "a", limit: 2, ...input }),
      );
      return { messages: events.map(({ message }) => message), ...tokens };
    };
    const newest = await read({});
    expect(newest.messages).to.deep.equal(["2", "3"]);
    expect((await read({ nextToken: newest.nextBackwardToken })).messages).to.deep.equal(["1"]);
    const end = await read({ nextToken: newest.nextForwardToken });
    expect(end).to.deep.include({ messages: [], nextForwardToken: newest.nextForwardToken });
    expect((await read({ startFromHead: true })).messages).to.deep.equal(["1", "2"]);
    expect(served.permissions[0]).to.equal(`logs:GetLogEvents ${groupArn}:log-stream:a`);
  });

  it("lists the groups of the stack and those that were written to", async () => {
    put("x", 0, "a", "/other");
    const names = async (input: object) =>
      (await client.send(new DescribeLogGroupsCommand(input))).logGroups?.map(
        ({ logGroupName }) => logGroupName,
      );
    expect(await names({})).to.deep.equal(["/jobs", "/other"]);
    expect(await names({ logGroupNamePrefix: "/o" })).to.deep.equal(["/other"]);
  });

  it("lists the streams of a group, the one that was written to last first when asked", async () => {
    put("x", 5, "a");
    put("y", 3, "b");
    const { logStreams = [] } = await client.send(
      new DescribeLogStreamsCommand({ logGroupName: "/jobs", orderBy: "LastEventTime", descending: true }),
    );
    expect(
      logStreams.map(({ logStreamName, lastEventTimestamp }) => [logStreamName, lastEventTimestamp]),
    ).to.deep.equal([
      ["a", start + 5000],
      ["b", start + 3000],
    ]);
  });

  it("keeps the newest events, over all groups, and lets the oldest go", async () => {
    put("the first");
    for (let count = 0; count < 22_000; count += 1) put("later");
    expect(await filter({ filterPattern: '"the first"' })).to.deep.equal([]);
    expect(await filter({ limit: 1 })).to.deep.equal(["later"]);
  });

  it("refuses a group that is not there, a pattern and a parameter that are not understood", async () => {
    const refused = async (input: object): Promise<string> => String(await rejectionOf(filter(input)));
    expect(await refused({ logGroupName: "/none" })).to.match(/^ResourceNotFoundException/);
    expect(await refused({ filterPattern: "a-b" })).to.match(
      /^InvalidParameterException: filterPattern.*quotes/,
    );
    expect(await refused({ nextToken: "x" })).to.match(/^InvalidParameterException: nextToken/);
  });
});
