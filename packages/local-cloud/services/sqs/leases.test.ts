import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { type Fixture, startFixture, until } from "../../testing/sqs-fixture.ts";

describe("leases", () => {
  let sqs: Fixture;
  let QueueUrl: string;

  beforeEach(async () => {
    sqs = await startFixture(
      { aws_sqs_queue: { jobs: { name: "jobs", visibility_timeout_seconds: 1 } } },
      { speed: 20 },
    );
    QueueUrl = sqs.urlOf("jobs");
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "work" }));
  });
  afterEach(async () => {
    await sqs.close();
  });

  const receive = async (WaitTimeSeconds: number, options: object = {}): Promise<Message | undefined> => {
    const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, ...options });
    return (await sqs.client.send(command)).Messages?.[0];
  };
  const holdFor = async (VisibilityTimeout?: number): Promise<string> => {
    const handle = (await receive(1, { VisibilityTimeout }))?.ReceiptHandle ?? "";
    sqs.leases.hold(QueueUrl, handle);
    return handle;
  };
  const setVisibility = async (VisibilityTimeout: string) =>
    sqs.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout } }));
  const changeVisibility = async (ReceiptHandle: string, VisibilityTimeout: number) =>
    sqs.client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  /** Milliseconds until the message comes again. */
  const timeUntilAgain = async (): Promise<number> => {
    const started = performance.now();
    expect((await receive(5))?.Body).to.equal("work");
    return performance.now() - started;
  };

  it("keep a message hidden for as long as the work takes, whatever its time-out", async () => {
    const handle = await holdFor(1);
    expect(await receive(2)).to.equal(undefined);
    await sqs.leases.release(QueueUrl, handle);
    expect(await timeUntilAgain()).to.be.lessThan(4000);
  });

  it("go by the time-out that the queue has now, not by one it had before", async () => {
    await setVisibility("30");
    await sqs.leases.release(QueueUrl, await holdFor());
    await setVisibility("1");
    const handle = (await receive(3))?.ReceiptHandle ?? "";
    sqs.leases.hold(QueueUrl, handle);
    expect(await receive(2)).to.equal(undefined);
    await sqs.leases.release(QueueUrl, handle);
    expect(await timeUntilAgain()).to.be.lessThan(500);
  });

  it("hold from the first moment, even with a time-out of nothing", async () => {
    const handle = await holdFor(0);
    expect(await receive(2)).to.equal(undefined);
    await sqs.leases.release(QueueUrl, handle);
    expect((await receive(1))?.Body).to.equal("work");
  });

  it("divide what is left of the queue's time-out at the end by the speed", async () => {
    await setVisibility("10");
    const handle = await holdFor(1);
    await sqs.leases.release(QueueUrl, handle);
    expect(await timeUntilAgain()).to.be.within(300, 4000);
  });

  it("move a changed visibility in the books alone, and let it run from the end of the work", async () => {
    const handle = await holdFor(1);
    await changeVisibility(handle, 0);
    expect(await receive(1)).to.equal(undefined);
    await changeVisibility(handle, 12);
    await sqs.leases.release(QueueUrl, handle);
    expect(await timeUntilAgain()).to.be.within(300, 4000);
  });

  it("still refuse a visibility that is out of range", async () => {
    const handle = await holdFor(1);
    let refused = "";
    try {
      await changeVisibility(handle, 43_201);
    } catch (error) {
      refused = (error as Error).name;
    }
    expect(refused).to.equal("InvalidParameterValue");
  });

  it("end with the deletion of the message, and a release is then without effect", async () => {
    const handle = await holdFor(1);
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: handle }));
    // Long enough for a renewal, which would be logged as failed.
    expect(await receive(1)).to.equal(undefined);
    await sqs.leases.release(QueueUrl, handle);
    expect(sqs.depths()).to.have.lengthOf(1);
    expect(sqs.depths()[0]).to.deep.include({ visible: 0, in_flight: 0, delayed: 0, oldest_sent_at: null });
    expect(sqs.logged).to.deep.equal([]);
  });

  it("end without a complaint when the message was purged meanwhile", async () => {
    const handle = await holdFor(10);
    await sqs.client.send(new PurgeQueueCommand({ QueueUrl }));
    await sqs.leases.release(QueueUrl, handle);
    expect(sqs.logged).to.deep.equal([]);
  });

  it("do not touch messages that nobody holds: those wait in real time", async () => {
    await receive(1);
    const waited = await timeUntilAgain();
    expect(waited).to.be.greaterThan(700);
  });

  it("say so when a message was handed out again before it was held", async () => {
    const handle = (await receive(1, { VisibilityTimeout: 0 }))?.ReceiptHandle ?? "";
    await receive(1);
    sqs.leases.hold(QueueUrl, handle);
    await until(
      () => sqs.logged,
      (lines) => lines.length > 0,
    );
    expect(sqs.logged).to.deep.equal(["ERROR sqs a message under work could not be kept hidden"]);
    await sqs.leases.release(QueueUrl, handle);
  });

  it("end with the service: nothing is renewed any more", async () => {
    await holdFor(1);
    await sqs.stop();
    expect((await receive(4))?.Body).to.equal("work");
  });
});
