import { messageIdConflict, type Failure, type TransientFailure } from "@message-handler/domain/failure.ts";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import * as fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { fake, useFakeTimers, type SinonFakeTimers } from "sinon";
import { makeBatchHandler, type BatchHandlerDeps } from "./batch-handler.ts";
import type { QueuedCopy } from "./postpone.ts";
import { anInvocation, anSqsEvent, anSqsRecord, aRecordingLog, aTextAttribute } from "./testing/fixtures.ts";

const unwell: TransientFailure = {
  kind: "Transient",
  code: "InternalServerError",
  detail: "DynamoDB has trouble of its own.",
  needsOperator: false,
};

const never = new Promise<never>(() => {});

/** What it answers by now. */
const soon = async <T>(work: Promise<T>): Promise<T | "waiting"> =>
  Promise.race([work, Promise.resolve("waiting" as const)]);

/** What becomes of a delivery is written in its body. */
const outcomes: Readonly<Record<string, () => Promise<E.Either<Failure, string>>>> = {
  ok: async () => E.right("Recorded"),
  permanent: async () => E.left(messageIdConflict),
  transient: async () => E.left(unwell),
  throttled: async () => E.left({ ...unwell, code: "ThrottlingException", isThrottled: true }),
  operator: async () => E.left({ ...unwell, code: "AccessDeniedException", needsOperator: true }),
  throws: async () => Promise.reject(new TypeError("s3cr3t")),
  hangs: async () => never,
};

const aHandler = (overrides: Partial<BatchHandlerDeps> = {}) => {
  const recording = aRecordingLog();
  const returned: string[] = [];
  const copies: QueuedCopy[] = [];
  const deleted: string[] = [];
  const handler = makeBatchHandler({
    handleDelivery: async ({ body }) => (outcomes[body] ?? outcomes["ok"])?.() ?? E.right("Recorded"),
    changeVisibility: async (receiptHandle) => {
      returned.push(receiptHandle);
      return E.right(undefined);
    },
    sendCopy: async (copy) => {
      copies.push(copy);
      return E.right(undefined);
    },
    deleteMessage: async (receiptHandle) => {
      deleted.push(receiptHandle);
      return E.right(undefined);
    },
    postponeForMs: 86_400_000,
    retryBaseSeconds: 1,
    random: () => 0,
    log: recording.log,
    now: () => new Date("2023-12-10T22:02:40.000Z"),
    ...overrides,
  });
  return { handler, returned, copies, deleted, ...recording };
};

const errorOf = async (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => {
      throw new Error("expected a rejection");
    },
    (error: unknown) => error as Error,
  );

describe("makeBatchHandler", () => {
  it("acknowledges successes and rejections", async () => {
    const { handler, returned } = aHandler();
    const answer = await handler(anSqsEvent("ok", "permanent"), anInvocation());
    expect(answer).to.deep.equal({ batchItemFailures: [] });
    expect(returned).to.deep.equal([]);
  });

  it("returns exactly the failed deliveries to the queue, each with a retry delay", async () => {
    const { handler, returned } = aHandler();
    const event = anSqsEvent("ok", "transient", "permanent", "throws", "operator", "ok");
    const { batchItemFailures } = await handler(event, anInvocation());
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).to.deep.equal([
      "message-1",
      "message-3",
      "message-4",
    ]);
    expect(returned).to.have.members(["receipt-1", "receipt-3", "receipt-4"]);
  });

  it("throws an error with the codes when all deliveries failed", async () => {
    const { handler, returned } = aHandler();
    const { message } = await errorOf(
      handler(anSqsEvent("transient", "throws", "transient"), anInvocation()),
    );
    expect(message).to.equal("All 3 deliveries of the batch failed: InternalServerError, Unknown");
    expect(returned).to.have.length(3);
  });

  it("throws on an event that is not a batch, before it handles anything", async () => {
    const handleDelivery = fake.resolves(E.right("Recorded"));
    const { handler } = aHandler({ handleDelivery });
    for (const event of [undefined, {}, { Records: [] }, { Records: [anSqsRecord(), {}] }])
      expect((await errorOf(handler(event, anInvocation()))).message).to.contain("not an SQS batch");
    expect(handleDelivery.callCount).to.equal(0);
  });

  it("runs all deliveries of a batch at once", async () => {
    let running = 0;
    const all = Promise.withResolvers<void>();
    const handleDelivery = async () => {
      running += 1;
      if (running === 10) all.resolve();
      await all.promise;
      return E.right("Recorded");
    };
    const { handler } = aHandler({ handleDelivery });
    const answer = await handler(anSqsEvent(...Array.from({ length: 10 }, () => "{}")), anInvocation());
    expect(answer).to.deep.equal({ batchItemFailures: [] });
  });

  it("logs failures at their level, rejections at INFO and the batch in one line", async () => {
    const { handler, lines, text } = aHandler();
    await handler(anSqsEvent("ok", "ok", "permanent", "transient", "throws", "operator"), anInvocation());
    const levels = lines().map(({ level, message, code }) => [level, message, code]);
    expect(levels).to.deep.include.members([
      ["INFO", "message rejected", "MessageIdConflict"],
      ["WARN", "delivery failed", "InternalServerError"],
      ["ERROR", "delivery failed", "Unknown"],
      ["ERROR", "delivery failed", "AccessDeniedException"],
    ]);
    expect(lines().at(-1)).to.deep.include({
      level: "INFO",
      message: "batch ended",
      deliveries: 6,
      outcomes: { Recorded: 2, Rejected: 1, Failed: 3 },
    });
    expect(text()).not.to.contain("s3cr3t");
  });

  it("says in the batch's line what became of each delivery, and how old it was", async () => {
    const { handler, lines } = aHandler();
    const messageAttributes = {
      request_id: aTextAttribute("request-1"),
      received_at: aTextAttribute("1702245758000"),
    };
    const { attributes } = anSqsRecord();
    const records = [
      anSqsRecord({ messageId: "a", body: "ok", messageAttributes }),
      anSqsRecord({ messageId: "b", body: "permanent" }),
      anSqsRecord({
        messageId: "c",
        body: "transient",
        attributes: { ...attributes, SentTimestamp: "soon" },
      }),
    ];
    const ahead = { ...attributes, SentTimestamp: "1702245799000" };
    await handler(
      { Records: [...records, anSqsRecord({ messageId: "d", attributes: ahead })] },
      anInvocation(),
    );
    expect(lines().at(-1)?.["messages"]).to.deep.equal([
      { request_id: "request-1", sqs_message_id: "a", outcome: "Recorded", age_ms: 2000 },
      { sqs_message_id: "b", outcome: "Rejected", age_ms: 877 },
      { sqs_message_id: "c", outcome: "Failed" },
      { sqs_message_id: "d", outcome: "Recorded", age_ms: 0 },
    ]);
  });

  it("spreads a large batch over lines that CloudWatch Logs keeps whole, and counts it in the last one", async () => {
    const { handler, lines, text } = aHandler();
    const records = Array.from({ length: 1000 }, () =>
      anSqsRecord({
        messageId: randomUUID(),
        messageAttributes: { request_id: aTextAttribute("x".repeat(64)) },
      }),
    );
    await handler({ Records: records }, anInvocation());
    for (const line of text().split("\n")) expect(line.length).to.be.lessThan(128 * 1024);
    const listed = lines().flatMap(
      ({ messages }) => messages as readonly { readonly sqs_message_id: string }[],
    );
    expect(listed.map(({ sqs_message_id }) => sqs_message_id)).to.deep.equal(
      records.map(({ messageId }) => messageId),
    );
    expect(lines().filter(({ message }) => message === "batch ended")).to.have.length(1);
    expect(lines().at(-1)).to.deep.include({ deliveries: 1000, outcomes: { Recorded: 1000 } });
  });

  it("logs a failed delivery with its ids and the hash of its content", async () => {
    const { handler, lines } = aHandler();
    const failing = anSqsRecord({
      body: "transient",
      messageAttributes: { request_id: aTextAttribute("request-1") },
      attributes: { ...anSqsRecord().attributes, ApproximateReceiveCount: "2" },
    });
    await handler({ Records: [failing, anSqsRecord({ body: "ok", messageId: "other" })] }, anInvocation());
    expect(lines()[0]).to.include({
      aws_request_id: anInvocation().awsRequestId,
      sqs_message_id: failing.messageId,
      request_id: "request-1",
      receive_count: 2,
      // printf transient | sha256sum
      sha256: "c9315b735a289b9add6f2410e08e9bb26b58c832e1cd91693b6850d788267171",
    });
  });

  it("still reports the failure when the retry delay cannot be set", async () => {
    const { handler, lines } = aHandler({
      changeVisibility: async () => Promise.reject(new Error("no queue")),
    });
    const answer = await handler(anSqsEvent("ok", "transient"), anInvocation());
    expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "message-1" }] });
    expect(lines().map(({ message }) => message)).to.include("retry not delayed");
  });

  it("never logs the content of a message", async () => {
    const marker = fc.stringMatching(/^[a-z]{12,20}$/);
    const kind = fc.constantFrom("ok", "permanent", "transient", "operator", "throws");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(marker, kind), { minLength: 1, maxLength: 5 }), async (messages) => {
        const { handler, text } = aHandler({
          handleDelivery: async ({ body }) => {
            if (body.endsWith("throws")) throw new SyntaxError(`unexpected token in ${body}`);
            return (await outcomes[body.split(" ")[1] ?? ""]?.()) ?? E.right("Recorded");
          },
          changeVisibility: async () => Promise.reject(new Error(messages.join())),
        });
        const records = messages.map(([word, outcome], n) =>
          anSqsRecord({
            messageId: `m-${n}`,
            body: `${word} ${outcome}`,
            messageAttributes: {
              company_id: aTextAttribute(word),
              request_id: aTextAttribute(`not an id: ${word}`),
            },
          }),
        );
        const thrown = await handler({ Records: records }, anInvocation()).then(
          () => "",
          (error: unknown) => (error as Error).stack ?? "",
        );
        for (const [word] of messages) expect(text() + thrown).not.to.contain(word);
      }),
      { numRuns: 50 },
    );
  });
});

const aTimedInvocation = (timeoutMs: number) => {
  const end = Date.now() + timeoutMs;
  return { ...anInvocation(), getRemainingTimeInMillis: () => end - Date.now() };
};

const slowly = async () => {
  await new Promise((resolve) => setTimeout(resolve, 1400));
  return E.right("Recorded");
};

describe("the deadline of a batch", () => {
  let clock: SinonFakeTimers;
  beforeEach(() => {
    clock = useFakeTimers();
  });
  afterEach(() => clock.restore());

  it("returns a delivery that hangs to the queue, in time to report the others", async () => {
    const { handler, returned, lines } = aHandler();
    const answer = handler(anSqsEvent("ok", "hangs", "permanent"), aTimedInvocation(30_000));
    await clock.tickAsync(25_000);
    expect(await soon(answer)).to.deep.equal({
      batchItemFailures: [{ itemIdentifier: "message-1" }],
    });
    expect(returned).to.deep.equal(["receipt-1"]);
    expect(lines()[1]).to.include({ level: "WARN", code: "DeadlineExceeded" });
  });

  it("reports in time even when the queue hangs as well", async () => {
    const { handler } = aHandler({ changeVisibility: async () => never });
    const answer = handler(anSqsEvent("ok", "hangs"), aTimedInvocation(30_000));
    await clock.tickAsync(29_000);
    expect(await soon(answer))
      .to.have.property("batchItemFailures")
      .with.length(1);
  });

  it("leaves half of a short invocation to the work", async () => {
    const { handler } = aHandler({ handleDelivery: slowly });
    const answer = handler(anSqsEvent("{}"), aTimedInvocation(3000));
    await clock.tickAsync(1500);
    expect(await soon(answer)).to.deep.equal({ batchItemFailures: [] });
  });

  it("leaves no timer behind", async () => {
    const { handler } = aHandler();
    await handler(anSqsEvent("ok", "transient"), aTimedInvocation(30_000));
    expect(clock.countTimers()).to.equal(0);
  });
});

/** So many different messages, each with what becomes of it at the end of its body. */
const bodiesOf = (count: number, outcome: string): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${n} ${outcome}`);

const byLastWord: BatchHandlerDeps["handleDelivery"] = async ({ body }) =>
  outcomes[body.split(" ").at(-1) ?? ""]?.() ?? E.right("Recorded");

describe("a batch in an outage", () => {
  const aHandlerOf = (overrides: Partial<BatchHandlerDeps> = {}) =>
    aHandler({ handleDelivery: byLastWord, ...overrides });

  it("uses up no delivery of the first five messages that fail together", async () => {
    const { handler, copies, deleted, returned, lines } = aHandlerOf();
    const bodies = bodiesOf(5, "transient");
    const { message } = await errorOf(handler(anSqsEvent(...bodies), anInvocation()));
    expect(message).to.equal("All 5 deliveries of the batch failed: InternalServerError");
    expect(copies.map(({ body }) => body)).to.have.members(bodies);
    expect(deleted).to.have.length(5);
    expect(returned).to.deep.equal([]);
    expect(lines().at(-1)).to.deep.include({ message: "batch ended", outcomes: { Postponed: 5 } });
  });

  it("takes a success in the batch for the proof that what failed, failed alone", async () => {
    const { handler, copies } = aHandlerOf();
    const { batchItemFailures } = await handler(
      anSqsEvent("0 ok", ...bodiesOf(9, "transient")),
      anInvocation(),
    );
    expect(batchItemFailures).to.have.length(9);
    expect(copies).to.deep.equal([]);
  });

  it("postpones a throttled message whatever becomes of the others, and lets Lambda delete it", async () => {
    const { handler, copies, deleted } = aHandlerOf();
    const answer = await handler(anSqsEvent("0 throttled", "1 ok", "2 transient"), anInvocation());
    expect(copies.map(({ body }) => body)).to.deep.equal(["0 throttled"]);
    expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "message-2" }] });
    expect(deleted).to.deep.equal([]);
  });

  it("throws when most of a batch was postponed, after it deleted what is done", async () => {
    const { handler, deleted } = aHandlerOf();
    const event = anSqsEvent(...bodiesOf(3, "throttled"), "3 ok", "4 transient");
    const { message } = await errorOf(handler(event, anInvocation()));
    expect(message).to.equal(
      "4 of 5 deliveries of the batch failed: ThrottlingException, InternalServerError",
    );
    expect(deleted).to.have.members(["receipt-0", "receipt-1", "receipt-2", "receipt-3"]);
    const half = anSqsEvent(...bodiesOf(2, "throttled"), "2 ok", "3 ok");
    expect(await handler(half, anInvocation())).to.deep.equal({ batchItemFailures: [] });
  });

  it("lets the pollers go on when all that failed is throttling of one group, and not when it is of two", async () => {
    const { handler, copies, deleted } = aHandlerOf();
    const inGroups = (...groups: readonly string[]) => ({
      Records: groups.map((MessageGroupId, n) =>
        anSqsRecord({
          messageId: `m-${n}`,
          body: `${n} throttled`,
          attributes: { ...anSqsRecord().attributes, MessageGroupId },
        }),
      ),
    });
    expect(await handler(inGroups("a", "a", "a"), anInvocation())).to.deep.equal({ batchItemFailures: [] });
    expect(copies.map(({ groupId }) => groupId)).to.deep.equal(["a", "a", "a"]);
    expect(deleted).to.deep.equal([]);
    await errorOf(handler(inGroups("a", "a", "b"), anInvocation()));
    expect(deleted).to.have.length(3);
  });

  it("throws when the only message of a batch fails for another reason than throttling", async () => {
    const { handler } = aHandlerOf();
    const { message } = await errorOf(handler(anSqsEvent("0 transient"), anInvocation()));
    expect(message).to.equal("All 1 deliveries of the batch failed: InternalServerError");
  });

  it("leaves the deleting to Lambda when it cannot do it itself", async () => {
    const refused = E.left({ ...unwell, needsOperator: true });
    const { handler, lines } = aHandlerOf({ deleteMessage: async () => refused });
    const answer = await handler(anSqsEvent(...bodiesOf(5, "throttled")), anInvocation());
    expect(answer).to.deep.equal({ batchItemFailures: [] });
    expect(lines().at(-1)).to.include({ level: "WARN", message: "batch not deleted" });
  });

  it("returns a message to the queue when its copy cannot be sent", async () => {
    const { handler, returned, deleted } = aHandlerOf({ sendCopy: async () => E.left(unwell) });
    const answer = await handler(anSqsEvent("0 throttled", "1 ok"), anInvocation());
    expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "message-0" }] });
    expect(returned).to.deep.equal(["receipt-0"]);
    expect(deleted).to.deep.equal([]);
  });

  it("answers in time when the queue hangs while it deletes what is done", async () => {
    const clock = useFakeTimers();
    const { handler } = aHandlerOf({ deleteMessage: async () => never });
    const answer = handler(anSqsEvent(...bodiesOf(5, "throttled")), aTimedInvocation(30_000));
    await clock.tickAsync(29_000);
    clock.restore();
    expect(await soon(answer)).to.deep.equal({ batchItemFailures: [] });
  });

  it("reports in time when every delivery and then the queue hang", async () => {
    const clock = useFakeTimers();
    const { handler } = aHandlerOf({
      sendCopy: async () => never,
      changeVisibility: async () => never,
      deleteMessage: async () => never,
    });
    const error = errorOf(handler(anSqsEvent(...bodiesOf(5, "hangs")), aTimedInvocation(30_000)));
    await clock.tickAsync(29_000);
    clock.restore();
    expect(await soon(error)).to.be.instanceOf(Error);
  });

  const places = fc.constantFrom(true, true, false);
  const batch = fc.record({
    outcomes: fc.array(
      fc.tuple(fc.nat(7), fc.constantFrom("ok", "permanent", "transient", "throttled", "throws")),
      { minLength: 1, maxLength: 10 },
    ),
    sendWorks: places,
    deleteWorks: places,
  });

  it("never takes a message out of the queue that is neither handled nor in it again", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 12 }), async (batches) => {
        let current = batches[0];
        const sent: QueuedCopy[] = [];
        const gone: string[] = [];
        const { handler } = aHandlerOf({
          sendCopy: async (copy) => {
            if (current?.sendWorks !== true) return E.left(unwell);
            sent.push(copy);
            return E.right(undefined);
          },
          deleteMessage: async (receipt) => {
            if (current?.deleteWorks !== true) return E.left(unwell);
            gone.push(receipt);
            return E.right(undefined);
          },
        });
        for (current of batches) {
          sent.length = 0;
          gone.length = 0;
          const bodies = current.outcomes.map(([n, outcome]) => `${n} ${outcome}`);
          const answer = await handler(anSqsEvent(...bodies), anInvocation()).catch(() => "thrown" as const);
          bodies.forEach((body, n) => {
            const isKept =
              answer === "thrown"
                ? !gone.includes(`receipt-${n}`)
                : answer.batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === `message-${n}`);
            const isHandled = /ok|permanent/.test(body);
            const isCopied = sent.some((copy) => copy.body === body);
            expect(isKept || isHandled || isCopied, body).to.equal(true);
          });
        }
      }),
    );
  });

  it("never postpones fewer than five different messages that fail, in whatever order, unless they are throttled", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.array(fc.tuple(fc.nat(3), fc.constantFrom("ok", "permanent", "transient")), {
            minLength: 1,
            maxLength: 10,
          }),
          { maxLength: 12 },
        ),
        async (batches) => {
          const { handler, copies } = aHandler({
            handleDelivery: async ({ attribute }) => outcomes[attribute("outcome") ?? ""]?.() ?? never,
          });
          for (const deliveries of batches) {
            const records = deliveries.map(([n, outcome], index) =>
              anSqsRecord({
                messageId: `m-${index}`,
                body: `${n}`,
                messageAttributes: { outcome: aTextAttribute(outcome) },
              }),
            );
            await handler({ Records: records }, anInvocation()).catch(() => undefined);
          }
          expect(copies).to.deep.equal([]);
        },
      ),
    );
  });
});
