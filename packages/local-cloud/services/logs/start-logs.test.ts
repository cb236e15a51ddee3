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

  it("ends a page at a megabyte", async () => {
    for (const letter of ["a", "b", "c"]) put(letter.repeat(400_000));
    const first = await client.send(new FilterLogEventsCommand({ logGroupName: "/jobs" }));
    expect(first.events).to.have.length(2);
    expect(await filter({ nextToken: first.nextToken })).to.deep.equal(["c".repeat(400_000)]);
    expect((await read({ limit: 10 })).messages.map((message) => message?.[0])).to.deep.equal(["b", "c"]);
  });

  const read = async (input: object) => {
    const { events = [], ...tokens } = await client.send(
      new GetLogEventsCommand({ logGroupName: "/jobs", logStreamName: "a", limit: 2, ...input }),
    );
    return { messages: events.map(({ message }) => message), ...tokens };
  };

  it("reads a stream from its end backwards, and from its head forwards", async () => {
    for (const message of ["1", "2", "3"]) put(message);
    const newest = await read({});
    expect(newest.messages).to.deep.equal(["2", "3"]);
    expect((await read({ nextToken: newest.nextBackwardToken })).messages).to.deep.equal(["1"]);
    const end = await read({ nextToken: newest.nextForwardToken });
    expect(end).to.deep.include({ messages: [], nextForwardToken: newest.nextForwardToken });
    // Back from there, nothing is passed over.
    expect((await read({ nextToken: end.nextBackwardToken })).messages).to.deep.equal(["2", "3"]);
    expect((await read({ startFromHead: true })).messages).to.deep.equal(["1", "2"]);
    expect(served.permissions[0]).to.equal(`logs:GetLogEvents ${groupArn}:log-stream:a`);
  });

  it("takes the end of a time range in where it filters, and not where it reads a stream", async () => {
    put("1", 0);
    put("2", 1);
    expect(await filter({ endTime: start + 1000 })).to.deep.equal(["1", "2"]);
    expect((await read({ endTime: start + 1000 })).messages).to.deep.equal(["1"]);
  });

  it("lists the groups of the stack and those that were written to", async () => {
    put("x", 0, "a", "/other");
    const names = async (input: object) =>
      (await client.send(new DescribeLogGroupsCommand(input))).logGroups?.map(
        ({ logGroupName }) => logGroupName,
      );
    expect(await names({})).to.deep.equal(["/jobs", "/other"]);
    expect(await names({ logGroupNamePrefix: "/o" })).to.deep.equal(["/other"]);
    expect(await names({ logGroupNamePattern: "the" })).to.deep.equal(["/other"]);
    expect(await names({ logGroupNamePattern: "The" })).to.deep.equal([]);
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
    for (const nextToken of ["x", "b/1"])
      expect(await refused({ nextToken })).to.match(/^InvalidParameterException: nextToken/);
  });

  it("refuses what AWS refuses of groups and streams", async () => {
    put("x");
    const group = { logGroupName: "/jobs" };
    const both = { logStreamNames: ["a"], logStreamNamePrefix: "a" };
    const cases = [
      ["InvalidParameterException", new FilterLogEventsCommand({ ...group, ...both })],
      ["InvalidParameterException", new FilterLogEventsCommand({ ...group, logGroupIdentifier: groupArn })],
      ["InvalidParameterException", new FilterLogEventsCommand({})],
      ["ResourceNotFoundException", new FilterLogEventsCommand({ ...group, logStreamNames: ["none"] })],
      ["ResourceNotFoundException", new FilterLogEventsCommand({ logGroupIdentifier: `${groupArn}:*` })],
      [
        "ResourceNotFoundException",
        new FilterLogEventsCommand({ logGroupIdentifier: groupArn.replace("us-", "eu-") }),
      ],
      ["ResourceNotFoundException", new GetLogEventsCommand({ ...group, logStreamName: "none" })],
      [
        "InvalidParameterException",
        new DescribeLogStreamsCommand({ ...group, orderBy: "LastEventTime", logStreamNamePrefix: "a" }),
      ],
      ["InvalidParameterException", new DescribeLogStreamsCommand({ ...group, nextToken: "x" })],
      ["InvalidParameterException", new DescribeLogGroupsCommand({ nextToken: "x" })],
      [
        "InvalidParameterException",
        new DescribeLogGroupsCommand({ logGroupNamePrefix: "/", logGroupNamePattern: "/" }),
      ],
    ] as const;
    for (const [name, command] of cases) {
      const label = JSON.stringify(command.input);
      // The client takes each command by a type of its own.
      const sent = client.send(command as FilterLogEventsCommand);
      expect((await rejectionOf(sent)).name, label).to.equal(name);
    }
  });

  it("takes a null for a parameter that is not given, and any other kind of body for none", async () => {
    put("x");
    const ask = async (body: string): Promise<string> => {
      const headers = { "x-amz-target": "Logs_20140328.FilterLogEvents" };
      const response = await fetch(served.clientConfig.endpoint, { method: "POST", headers, body });
      return `${response.status} ${await response.text()}`;
    };
    expect(await ask('{"logGroupName":"/jobs","logGroupIdentifier":null,"limit":null}')).to.match(
      /^200 .*"message":"x"/,
    );
    expect(await ask("[]")).to.match(/^400 .*SerializationException/);
    expect(await ask("null")).to.match(/^400 .*SerializationException/);
    expect(await ask(`{"limit":${"[".repeat(200_000)}null${"]".repeat(200_000)}}`)).to.match(/^400 /);
  });
});
