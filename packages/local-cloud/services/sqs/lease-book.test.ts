import { expect } from "chai";
import { useFakeTimers } from "sinon";
import { makePace } from "../../core/pace.ts";
import { makeLeaseBook } from "./lease-book.ts";
import type { Queue } from "./queues.ts";
import { type Receipt, toReceiptHandle } from "./receipt-handle.ts";
import { accountAt } from "../../testing/sqs-fixture.ts";
import { SqsFault } from "./sqs-fault.ts";

const account = accountAt("http://127.0.0.1:1");
const url = `${account.awsEndpoint}/${account.id}/jobs`;
const receipt: Receipt = { queue: "jobs", messageId: "m", engineHandle: "h" };
const handle = toReceiptHandle(receipt);

/** A queue whose one message is in flight for another four seconds, or gone. */
const aQueue = (isThere: boolean): Queue => {
  const message = {
    messageId: "m",
    body: "",
    md5OfBody: "",
    messageAttributes: {},
    md5OfMessageAttributes: "",
    sentTimestamp: 0,
    approximateReceiveCount: 1,
  };
  const entry = { message, receiptHandle: "h", visibilityDeadline: Date.now() + 4000 };
  return {
    name: "jobs",
    url,
    arn: "",
    attributes: { VisibilityTimeout: "4" },
    maximumMessageSize: 1024,
    messages: { ready: [], delayed: [], inflight: isThere ? [entry] : [] },
  };
};

describe("makeLeaseBook", () => {
  let clock: ReturnType<typeof useFakeTimers>;
  beforeEach(() => {
    clock = useFakeTimers();
  });
  afterEach(() => clock.restore());

  const start = (refuse: () => Error | undefined = () => undefined) => {
    const hidden: number[] = [];
    const logged: string[] = [];
    const queue = { now: aQueue(true) };
    const book = makeLeaseBook({
      account,
      engine: {
        hide: async (_queue, engineHandle, ms) => {
          expect(engineHandle).to.equal("h");
          const error = refuse();
          if (error !== undefined) throw error;
          hidden.push(ms);
        },
      },
      queues: { find: () => queue.now },
      pace: makePace(1),
      log: (level, _source, message) => logged.push(`${level} ${message}`),
      now: () => new Date(),
    });
    return { book, hidden, logged, queue };
  };

  it("renews a held message at once and then at half of its time-out, until it is released", async () => {
    const { book, hidden } = start();
    book.hold(url, handle);
    await clock.tickAsync(5000);
    expect(hidden).to.deep.equal([4000, 4000, 4000]);
    await book.release(url, handle);
    await clock.tickAsync(5000);
    expect(hidden).to.deep.equal([4000, 4000, 4000, 0]);
  });

  it("says nothing when a renewal meets a message that was deleted meanwhile", async () => {
    const { book, logged, queue } = start(() => new SqsFault("MessageNotInflight", "gone"));
    book.hold(url, handle);
    queue.now = aQueue(false);
    await clock.tickAsync(5000);
    expect(logged).to.deep.equal([]);
  });

  it("says so when a renewal fails for a message that is still there", async () => {
    const { book, logged } = start(() => new SqsFault("InternalFailure", "broken", 500));
    book.hold(url, handle);
    await clock.tickAsync(5000);
    expect(logged).to.deep.equal(["ERROR a message under work could not be kept hidden"]);
  });

  it("passes on why a release failed, unless the message is gone", async () => {
    let error = new SqsFault("MessageNotInflight", "gone");
    const { book } = start(() => error);
    book.hold(url, handle);
    await book.release(url, handle);
    error = new SqsFault("InternalFailure", "broken", 500);
    book.hold(url, handle);
    const outcome = await book.release(url, handle).catch((reason: unknown) => reason);
    expect(outcome).to.equal(error);
  });
});
