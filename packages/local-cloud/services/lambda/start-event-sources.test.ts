import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { startFauxqs } from "fauxqs";
import { makePrincipals } from "../../core/principals.ts";
import { makePace } from "../../core/pace.ts";
import type { Leases } from "../sqs/leases.ts";
import { SqsQueue } from "../../resources/sqs.ts";
import { StackError } from "../../stack/stack-error.ts";
import { aFunction, anAccount, arnOf, aStack, type Body, until } from "../../testing/lambda-fixture.ts";
import type { InvokeResult } from "../../core/functions.ts";
import { LambdaEventSourceMapping, LambdaFunction } from "../../resources/lambda.ts";
import { type EventSources, startEventSources } from "./start-event-sources.ts";

type Event = { readonly Records: readonly { readonly messageId: string; readonly body: string }[] };
type Answer = (event: Event) => unknown;

const crashed: InvokeResult = {
  ok: false,
  error: { kind: "crash", errorType: "Runtime.ExitError", errorMessage: "gone" },
};
const bodiesOf = ({ Records }: Event): readonly string[] => Records.map(({ body }) => body);

describe("startEventSources", () => {
  let engine: Awaited<ReturnType<typeof startFauxqs>>;
  let client: SQSClient;
  let sources: EventSources | undefined;
  const events: Event[] = [];
  const log: { readonly level: string; readonly source: string; readonly message: string }[] = [];
  let refused: readonly string[] = [];
  const held: string[] = [];
  const released: string[] = [];

  beforeEach(async () => {
    engine = await startFauxqs({ port: 0, host: "127.0.0.1", logger: false });
    refused = [];
    for (const list of [events, log, held, released]) list.length = 0;
  });
  afterEach(async () => {
    await sources?.stop();
    client.destroy();
    await engine.stop();
  });

  const start = async (mapping: Body, answer: Answer, config: Body = {}): Promise<void> => {
    const account = { ...anAccount, awsEndpoint: `http://127.0.0.1:${engine.port}` };
    engine.createQueue("work", { attributes: { VisibilityTimeout: "30" } });
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    client = new SQSClient({ endpoint: account.awsEndpoint, region: account.region, credentials });
    const leases: Leases = {
      hold: (_url, handle) => held.push(handle),
      release: async (_url, handle) => {
        released.push(handle);
      },
    };
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
    sources = await startEventSources({
      stack: aStack("/", bodies, account),
      account,
      principals: makePrincipals(),
      authorize: (_caller, action, resource) =>
        refused.includes(action) ? { allowed: false, message: `not on ${resource}` } : { allowed: true },
      functions: {
        invoke: async (functionArn, text) => {
          expect(functionArn).to.equal(arnOf("jobs"));
          const event = JSON.parse(text) as Event;
          events.push(event);
          const result = await answer(event);
          return result === crashed ? crashed : { ok: true, payload: JSON.stringify(result ?? null) };
        },
      },
      leases,
      pace: makePace(10),
      log: (level, source, message) => log.push({ level, source, message }),
    });
  };
  const send = async (MessageBody: string): Promise<void> => {
    const QueueUrl = `http://127.0.0.1:${engine.port}/000000000000/work`;
    await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody,
        MessageAttributes: { colour: { DataType: "String", StringValue: "green" } },
      }),
    );
  };
  const messages = () => engine.inspectQueue("work")?.messages;
  const inFlight = () => messages()?.inflight.map(({ message }) => message.body) ?? [];
  const left = () => (messages()?.ready.length ?? 0) + inFlight().length;

  it("hands a message over soon after it was sent, complete, and deletes it", async () => {
    await start({}, () => null);
    await send("warm up");
    await until(() => events.length === 1);
    const begin = performance.now();
    await send("text");
    await until(() => events.length === 2);
    expect(performance.now() - begin).to.be.below(500);
    await until(() => left() === 0);
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
    expect(released).to.deep.equal([]);
  });

  it("keeps only the messages that the function gave back, and releases them", async () => {
    await start({ batch_size: 10, maximum_batching_window_in_seconds: 2 }, ({ Records }) => ({
      batchItemFailures: Records.filter(({ body }) => body === "bad").map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    }));
    await Promise.all(["one", "bad", "two"].map(send));
    await until(() => released.length === 1 && left() === 1);
    expect(inFlight()).to.deep.equal(["bad"]);
    expect(events.flatMap(bodiesOf)).to.have.members(["one", "bad", "two"]);
  });

  it("holds each message before the invocation", async () => {
    let heldAtInvocation = 0;
    await start({}, () => {
      heldAtInvocation = held.length;
    });
    await send("text");
    await until(() => left() === 0 && events.length === 1);
    expect(heldAtInvocation).to.equal(1);
  });

  it("keeps the whole batch when the invocation fails", async () => {
    await start({}, () => crashed);
    await send("text");
    await until(() => released.length === 1);
    expect(inFlight()).to.deep.equal(["text"]);
    expect(log[0]).to.include({ level: "WARN" });
  });

  it("keeps the whole batch when the answer names a message it does not know", async () => {
    await start({}, () => ({ batchItemFailures: [{ itemIdentifier: "unknown" }] }));
    await send("text");
    await until(() => released.length === 1);
    expect(inFlight()).to.deep.equal(["text"]);
    expect(log[0]?.level).to.equal("ERROR");
  });

  it("does not look at the answer without ReportBatchItemFailures", async () => {
    await start({ function_response_types: [] }, ({ Records }) => ({
      batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    }));
    await send("text");
    await until(() => events.length === 1 && left() === 0);
    expect(released).to.deep.equal([]);
  });

  it("has at most the configured number of batches under way", async () => {
    let now = 0;
    let most = 0;
    await start({ batch_size: 1, scaling_config: { maximum_concurrency: 2 } }, async () => {
      most = Math.max(most, (now += 1));
      await new Promise((resolve) => setTimeout(resolve, 30));
      now -= 1;
    });
    await Promise.all(["1", "2", "3", "4", "5", "6"].map(send));
    await until(() => left() === 0 && events.length === 6);
    expect(most).to.equal(2);
  });

  it("does not connect a disabled mapping", async () => {
    // Connected, it would be refused for its function's time-out.
    await start({ enabled: false }, () => null, { timeout: 31 });
    await send("text");
    expect(left()).to.equal(1);
    expect(inFlight()).to.deep.equal([]);
  });

  it("says once that its queue was deleted, and polls again once it is back", async () => {
    await start({}, () => null);
    await send("before");
    await until(() => events.length === 1 && left() === 0);
    engine.deleteQueue("work");
    await until(() => log.some(({ message }) => message.startsWith("cannot poll the queue")));
    engine.createQueue("work");
    engine.sendMessage("work", "text");
    await until(() => events.length === 2);
    expect(log.map(({ level }) => level)).to.deep.equal(["ERROR"]);
  });

  it("says which permissions the role lacks, in the function's name", async () => {
    refused = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
    await start({}, () => null);
    expect(log.map(({ source }) => source)).to.deep.equal(["lambda:jobs", "lambda:jobs", "lambda:jobs"]);
    for (const [index, action] of refused.entries())
      expect(log[index]?.message).to.match(new RegExp(`AccessDenied.*${action}.*not on arn.*:work`));
  });

  it("hides what nobody takes hold of for its time-out divided by the speed", async () => {
    const invocation = Promise.withResolvers<null>();
    await start({}, async () => invocation.promise);
    await send("text");
    await until(() => events.length === 1);
    const [received] = messages()?.inflight ?? [];
    expect((received?.visibilityDeadline ?? 0) - Date.now()).to.be.within(2_000, 3_000);
    invocation.resolve(null);
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
    await until(() => events.length === 1);
    const begin = performance.now();
    await sources?.stop();
    expect(performance.now() - begin).to.be.below(900);
    expect(log).to.deep.equal([]);
  });
});
