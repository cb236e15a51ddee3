import { DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { makePrincipals } from "../../../core/principals.ts";
import { makeClock } from "../../../core/clock.ts";
import { SqsQueue } from "../../../resources/sqs.ts";
import { StackError } from "../../../stack/stack-error.ts";
import { aFunction, arnOf, type Body } from "../../../testing/lambda-fixture.ts";
import { decodedStack } from "../../../testing/stack.ts";
import { until } from "../../../testing/until.ts";
import { type Fixture, sendTo, startFixture } from "../../../testing/sqs-fixture.ts";
import type { InvokeResult } from "../../../core/functions.ts";
import { LambdaEventSourceMapping, LambdaFunction } from "../../../resources/lambda.ts";
import { type EventSources, makeEventSources } from "./event-sources.ts";

type Event = { readonly Records: readonly { readonly messageId: string; readonly body: string }[] };
type Answer = (event: Event) => unknown;

const crashed: InvokeResult = {
  ok: false,
  error: { kind: "crash", errorType: "Runtime.ExitError", errorMessage: "gone" },
};
const bodiesOf = ({ Records }: Event): readonly string[] => Records.map(({ body }) => body);

describe("makeEventSources", () => {
  let sqs: Fixture;
  let sources: EventSources | undefined;
  const events: Event[] = [];
  const log: { readonly level: string; readonly source: string; readonly message: string }[] = [];
  const returned: string[] = [];

  beforeEach(async () => {
    sqs = await startFixture({ [SqsQueue.type]: { work: { name: "work" } } });
    for (const list of [events, log, returned]) list.length = 0;
  });
  afterEach(async () => {
    await sources?.stop();
    sources = undefined;
    await sqs.close();
  });

  const start = async (mapping: Body, answer: Answer, config: Body = {}): Promise<void> => {
    const bodies = {
      [SqsQueue.type]: { work: { name: "work" } },
      [LambdaFunction.type]: { jobs: aFunction(config) },
      [LambdaEventSourceMapping.type]: {
        feed: {
          event_source_arn: "arn:aws:sqs:us-east-1:000000000000:work",
          function_name: arnOf("jobs"),
          function_response_types: ["ReportBatchItemFailures"],
          ...mapping,
        },
      },
    };
    sources = makeEventSources({
      stack: decodedStack(bodies, sqs.account),
      account: sqs.account,
      principals: makePrincipals(),
      functions: {
        invoke: async (functionArn, text) => {
          expect(functionArn).to.equal(arnOf("jobs"));
          const event = JSON.parse(text) as Event;
          events.push(event);
          const result = await answer(event);
          return result === crashed ? crashed : { ok: true, payload: JSON.stringify(result ?? null) };
        },
      },
      returnToQueue: (url, handle) => {
        returned.push(handle);
        sqs.returnToQueue(url, handle);
      },
      clock: makeClock(10),
      log: (level, source, message) => log.push({ level, source, message }),
      now: () => new Date(),
    });
    await sources.start(sqs.endpoint);
  };
  const send = async (body: string): Promise<void> => {
    const MessageAttributes = { colour: { DataType: "String", StringValue: "green" } };
    await sendTo(sqs, "work", body, { MessageAttributes, MessageGroupId: "g" });
  };
  const inFlight = (): number => sqs.state()[0]?.in_flight ?? 0;
  const left = (): number => inFlight() + (sqs.state()[0]?.visible ?? 0);

  it("hands a message over soon after it was sent, complete, and deletes it", async () => {
    await start({}, () => null);
    await send("warm up");
    await until("a batch arrives", () => events.length === 1, 5);
    const begin = performance.now();
    await send("text");
    await until("2 batches arrive", () => events.length === 2, 5);
    expect(performance.now() - begin).to.be.below(500);
    await until("the queue is empty", () => left() === 0, 5);
    const [record] = events[1]?.Records ?? [];
    expect(record).to.deep.include({
      body: "text",
      messageAttributes: {
        colour: { stringValue: "green", stringListValues: [], binaryListValues: [], dataType: "String" },
      },
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:work",
      awsRegion: "us-east-1",
    });
    const { attributes } = record as unknown as { readonly attributes: object };
    expect(attributes).to.include.keys(
      "ApproximateReceiveCount",
      "SentTimestamp",
      "SenderId",
      "ApproximateFirstReceiveTimestamp",
    );
    expect(attributes).to.include({ MessageGroupId: "g" });
    expect(returned).to.deep.equal([]);
  });

  it("returns to the queue only the messages that the function reports as failed", async () => {
    await start({ batch_size: 10, maximum_batching_window_in_seconds: 2 }, ({ Records }) => ({
      batchItemFailures: Records.filter(({ body }) => body === "bad").map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    }));
    await Promise.all(["one", "bad", "two"].map(send));
    await until("a message returns", () => returned.length === 1 && left() === 1, 5);
    expect(inFlight()).to.equal(1);
    expect(events.flatMap(bodiesOf)).to.have.members(["one", "bad", "two"]);
  });

  it("keeps the whole batch when the invocation fails", async () => {
    await start({}, () => crashed);
    await send("text");
    await until("a message returns", () => returned.length === 1, 5);
    expect(inFlight()).to.equal(1);
    expect(log[0]).to.include({ level: "WARN" });
  });

  it("keeps the whole batch when the answer names a message it does not know", async () => {
    await start({}, () => ({ batchItemFailures: [{ itemIdentifier: "unknown" }] }));
    await send("text");
    await until("a message returns", () => returned.length === 1, 5);
    expect(inFlight()).to.equal(1);
    expect(log[0]?.level).to.equal("ERROR");
  });

  it("does not look at the answer without ReportBatchItemFailures", async () => {
    await start({ function_response_types: [] }, ({ Records }) => ({
      batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    }));
    await send("text");
    await until("a batch arrives and the queue is empty", () => events.length === 1 && left() === 0, 5);
    expect(returned).to.deep.equal([]);
  });

  it("has at most the configured number of batches under way", async () => {
    const ends: (() => void)[] = [];
    await start({ batch_size: 1, scaling_config: { maximum_concurrency: 2 } }, async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      ends.push(resolve);
      await promise;
    });
    await Promise.all(["1", "2", "3", "4"].map(send));
    for (const begun of [2, 3, 4]) {
      await until(`${begun} batches have begun`, () => ends.length >= begun, 5);
      expect(ends).to.have.length(begun);
      ends[begun - 2]?.();
    }
    ends[3]?.();
    await until("the queue is empty", () => left() === 0, 5);
  });

  it("does not connect a disabled mapping", async () => {
    // Connected, it would be refused for its function's time-out.
    await start({ enabled: false }, () => null, { timeout: 31 });
    await send("text");
    expect(left()).to.equal(1);
    expect(inFlight()).to.equal(0);
  });

  it("stops polling a mapping that is disabled while it runs, and polls again once it is enabled", async () => {
    await start({}, () => null);
    await send("before");
    await until("a batch arrives and the queue is empty", () => events.length === 1 && left() === 0, 5);
    const [source] = sources?.sources ?? [];
    await source?.set(false);
    expect(source?.state().state).to.equal("Disabled");
    const calls = sqs.calls.length;
    await send("meanwhile");
    expect([left(), inFlight(), sqs.calls.length - calls]).to.deep.equal([1, 0, 1]);
    await source?.set(true);
    expect(source?.state().state).to.equal("Enabled");
    await until("the batch arrives", () => events.length === 2 && left() === 0, 5);
  });

  it("enables no mapping any more once all have stopped", async () => {
    await start({}, () => null);
    await sources?.stop();
    const [source] = sources?.sources ?? [];
    const error = await source?.set(true).catch((reason: unknown) => reason);
    expect([String(error), source?.state().state]).to.deep.equal([
      "Error: aws_lambda_event_source_mapping.feed: there is no endpoint to poll",
      "Disabled",
    ]);
  });

  it("says why a mapping cannot be enabled, and leaves it disabled", async () => {
    await start({ enabled: false }, () => null, { timeout: 31 });
    const [source] = sources?.sources ?? [];
    const error = await source?.set(true).catch((reason: unknown) => reason);
    expect(String(error)).to.match(/30 seconds.*31 seconds/);
    expect(source?.state().state).to.equal("Disabled");
  });

  it("logs once that its queue is gone, however often it polls", async () => {
    await start({}, () => null);
    await send("before");
    await until("a batch arrives and the queue is empty", () => events.length === 1 && left() === 0, 5);
    await sqs.client.send(new DeleteQueueCommand({ QueueUrl: sqs.urlOf("work") }));
    const calls = sqs.calls.length;
    await until("the queue is polled again", () => sqs.calls.length >= calls + 3, 5);
    expect(log.map(({ level, message }) => `${level} ${message}`)).to.have.lengthOf(1);
    expect(log[0]?.message).to.match(/^cannot poll the queue: .*QueueDoesNotExist/);
  });

  it("does not start for a queue that is not in the stack", async () => {
    const event_source_arn = "arn:aws:sqs:us-east-1:000000000000:late";
    const error = await start({ event_source_arn }, () => null).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(StackError);
    expect(String(error)).to.match(/aws_lambda_event_source_mapping\.feed: .*late/);
  });

  it("does not start when the function may run longer than the queue hides a message", async () => {
    const error = await start({}, () => null, { timeout: 31 }).catch((reason: unknown) => reason);
    expect(String(error)).to.match(/aws_lambda_event_source_mapping\.feed.*30 seconds.*31 seconds/);
  });

  it("does not start for a function that is not in the stack", async () => {
    const error = await start({ function_name: "other" }, () => null).catch((reason: unknown) => reason);
    expect(String(error)).to.match(/aws_lambda_event_source_mapping\.feed.*other/);
  });

  it("ends an idle long poll at once when it is stopped", async () => {
    await start({}, () => null);
    await send("text");
    await until("a batch arrives", () => events.length === 1, 5);
    const begin = performance.now();
    await sources?.stop();
    expect(performance.now() - begin).to.be.below(900);
    expect(log).to.deep.equal([]);
  });
});
