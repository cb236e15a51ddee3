import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { local } from "../config/local.ts";
import { aMessage } from "./testing/message.ts";
import { countMetrics, readLogFilters, toEmittedLines, type LogFilter } from "./testing/log-filters.ts";
import {
  startConfiguredSystem,
  startSystemWithoutIssuer,
  type RunningSystem,
} from "./testing/running-system.ts";
import { until } from "@message-handler/local-cloud/testing";

const nothing = {
  MessagesProcessed: 0,
  DuplicateDeliveries: 0,
  MessagesRejected: 0,
  FailedDeliveries: 0,
  PostponedDeliveries: 0,
  RepeatedlyPostponed: 0,
  ErrorLogLines: 0,
};

/** Of what a function writes to. */
const failing = (service: "dynamodb" | "s3", code: string, status: number, match?: string): object => ({
  service,
  operation: service === "s3" ? "PutObject" : "PutItem",
  ...(match === undefined ? {} : { match }),
  effect: { type: "error", code, status },
});

/** What a function would have to write to be counted for everything at once. */
const lookAlike = JSON.stringify({
  timestamp: "2023-12-10T22:02:38.000Z",
  level: "ERROR",
  code: "Unknown",
  message: "batch ended",
  outcomes: { Recorded: 50, Duplicate: 50, Rejected: 50, Failed: 50, Postponed: 50 },
  times_postponed: 50,
  type: "platform.report",
  record: { status: "timeout" },
});

describe("Metric filters on the lines that functions log", () => {
  let filters: readonly LogFilter[];
  let system: RunningSystem;

  beforeEach(async () => {
    // It times out sooner than in any environment, for the test's sake.
    system = await startConfiguredSystem({ queryFunction: { ...local.queryFunction, timeoutSeconds: 3 } });
    filters = readLogFilters(system.stackText);
  });
  afterEach(async () => system.stop());

  /** Once all that was queued has been dealt with. */
  const counted = async (): Promise<Readonly<Record<string, number>>> => {
    await system.untilIdle();
    return countMetrics(filters, toEmittedLines(system.log()));
  };
  const untilCounted = async (metric: string, atLeast: number): Promise<Readonly<Record<string, number>>> =>
    until(`${metric} reaches ${atLeast}`, async () => {
      const counts = countMetrics(filters, toEmittedLines(system.log()));
      return (counts[metric] ?? 0) >= atLeast && counts;
    });
  const accept = async (raw: string): Promise<void> => {
    const { status, text } = await system.post(raw);
    expect(status, text).to.equal(202);
  };

  it("count a processed message, and a second delivery of it as a duplicate", async () => {
    const { raw, message_id } = aMessage();
    await accept(raw);
    await system.untilRecorded(message_id, "Processed");
    expect(await counted()).to.deep.equal({ ...nothing, MessagesProcessed: 1 });
    await accept(raw);
    expect(await counted()).to.deep.equal({ ...nothing, MessagesProcessed: 1, DuplicateDeliveries: 1 });
  });

  it("count rejected messages, which are no errors", async () => {
    const { raw, message_id } = aMessage({ message_time: "yesterday" });
    await accept(raw);
    await system.untilRecorded(message_id, "Rejected");
    await system.enqueue("this is not JSON");
    expect(await counted()).to.deep.equal({ ...nothing, MessagesRejected: 2 });
  });

  it("count a failed delivery in a batch, which its retry fixes, as no error", async () => {
    const messages = [aMessage(), aMessage(), aMessage()];
    const [unlucky] = messages;
    await system.setFaults(failing("dynamodb", "InternalServerError", 500, unlucky?.message_id));
    await system.enqueueBatch(messages.map(({ raw }) => raw));
    expect(await untilCounted("FailedDeliveries", 1)).to.deep.include({ ErrorLogLines: 0 });
    await system.setFaults();
    await system.untilRecorded(unlucky?.message_id ?? "", "Processed");
    const { MessagesProcessed } = await counted();
    expect(MessagesProcessed).to.equal(3);
  });

  it("count a failure that waits for an operator as an error, once no delivery is left", async () => {
    await system.setFaults(failing("s3", "AccessDenied", 403));
    await accept(aMessage().raw);
    expect(await untilCounted("FailedDeliveries", local.queue.maxReceiveCount - 1)).to.include({
      ErrorLogLines: 0,
    });
    await untilCounted("FailedDeliveries", local.queue.maxReceiveCount);
    expect(await counted()).to.deep.equal({
      ...nothing,
      FailedDeliveries: local.queue.maxReceiveCount,
      ErrorLogLines: 1,
    });
  });

  it("count a failure that waits for an operator in all messages alike as an error, once as many deliveries failed as a message has", async () => {
    await system.setFaults(failing("s3", "AccessDenied", 403));
    await system.enqueueBatch(Array.from({ length: 10 }, () => aMessage().raw));
    const times = (): readonly number[] =>
      system
        .log()
        .filter(({ message }) => message === "message postponed")
        .map((line) => Number(line["times_postponed"]));
    await untilCounted("ErrorLogLines", 1);
    await system.setFaults();
    const { RepeatedlyPostponed, ErrorLogLines } = await counted();
    const lasting = times().filter((each) => each >= local.queue.maxReceiveCount).length;
    expect({ RepeatedlyPostponed, ErrorLogLines }).to.deep.equal({
      RepeatedlyPostponed: lasting,
      ErrorLogLines: lasting,
    });
    expect(times()).to.include.members([1, 2]);
  });

  it("count throttled deliveries as postponed, and as no error where others succeed", async () => {
    const messages = [aMessage(), aMessage(), aMessage()];
    const [unlucky] = messages;
    await system.setFaults(failing("dynamodb", "ThrottlingException", 400, unlucky?.message_id));
    await system.enqueueBatch(messages.map(({ raw }) => raw));
    expect(await untilCounted("PostponedDeliveries", 1)).to.include({
      FailedDeliveries: 0,
      ErrorLogLines: 0,
    });
    await system.setFaults();
    await system.untilRecorded(unlucky?.message_id ?? "", "Processed");
    expect(await counted()).to.include({ MessagesProcessed: 3, FailedDeliveries: 0 });
  });

  it("count no process-message that died: what it worked on is delivered again", async () => {
    await system.setFaults({ service: "dynamodb", operation: "PutItem", times: 1, effect: { type: "hang" } });
    const { raw, message_id, company_id } = aMessage();
    await accept(raw);
    await until("process-message waits for DynamoDB", async () =>
      (await system.objectKeys()).includes(`${company_id}/${message_id}.json`),
    );
    for (const pid of (await system.functionState("process-message")).pids) process.kill(pid, "SIGKILL");
    await system.untilRecorded(message_id, "Processed");
    const died = toEmittedLines(system.log()).filter(({ text }) => text.includes('"status":"error"'));
    expect(died).not.to.deep.equal([]);
    expect(await counted()).to.deep.equal({ ...nothing, MessagesProcessed: 1 });
  });

  it("count a query-messages that timed out, although it could log nothing itself", async () => {
    await system.get(aMessage().message_id);
    const [pid] = (await system.functionState("query-messages")).pids;
    // It neither answers nor ends: as with an event loop that is blocked.
    process.kill(pid ?? 0, "SIGSTOP");
    const { status } = await system.get(aMessage().message_id);
    expect(status).to.be.within(500, 599);
    const counts = await untilCounted("ErrorLogLines", 1);
    expect({ ...counts, ErrorLogLines: 0 }).to.deep.equal(nothing);
    const timedOut = filters.filter(
      ({ function: name, matches }) =>
        name.endsWith("query-messages") &&
        toEmittedLines(system.log()).some((line) => line.text.includes('"timeout"') && matches(line)),
    );
    expect(timedOut.map(({ metric }) => metric)).to.deep.equal(["ErrorLogLines"]);
  });

  it("are not taken in by a message that looks like a log line", async () => {
    const forged = JSON.stringify(`\n${lookAlike}\r\n\u2028${lookAlike}\n`);
    const valid = aMessage({ data: `{"text":${forged},"line":${lookAlike}}` });
    const invalid = aMessage({ message_time: `\n${lookAlike}\n` });
    await accept(valid.raw);
    await accept(invalid.raw);
    await system.untilRecorded(valid.message_id, "Processed");
    await system.untilRecorded(invalid.message_id, "Rejected");
    await system.call(`/messages/${encodeURIComponent(lookAlike)}`);
    await system.call(`/messages?company_id=${encodeURIComponent(lookAlike)}`);
    for (const body of [lookAlike, `${lookAlike}\n${lookAlike}`, `\n${lookAlike}\n`])
      await system.enqueue(body);
    expect(await counted()).to.deep.equal({ ...nothing, MessagesProcessed: 1, MessagesRejected: 4 });
    // They are understood as what they pretend to be, were they ever written.
    const written = countMetrics(
      filters,
      filters.map((filter) => ({ function: filter.function, text: lookAlike })),
    );
    for (const metric of Object.keys(nothing)) expect(written[metric], metric).to.be.above(0);
  });
});

describe("Metric filters on the lines that the authorizer logs", () => {
  it("count an issuer that cannot be reached, and no bad token", async () => {
    const { system, caller } = await startSystemWithoutIssuer();
    try {
      const filters = readLogFilters(system.stackText);
      const forged = Buffer.from(lookAlike).toString("base64url");
      const forger = system.withToken(`${forged}.${forged}.${forged}`);
      expect((await forger.get(randomUUID())).status).to.equal(401);
      const counted = () => countMetrics(filters, toEmittedLines(system.log()));
      expect(counted()).to.deep.equal({ ...nothing, AuthorizerFailures: 0 });
      expect((await caller.get(randomUUID())).status).to.equal(500);
      // The function's own line, and Lambda's about an invocation that threw.
      expect(counted()).to.deep.equal({ ...nothing, ErrorLogLines: 2, AuthorizerFailures: 2 });
    } finally {
      await system.stop();
    }
  });
});
