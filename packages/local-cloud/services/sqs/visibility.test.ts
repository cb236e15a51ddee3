import { ChangeMessageVisibilityCommand, DeleteMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { type Fixture, receiveFrom, sendTo, startFixture } from "../../testing/sqs-fixture.ts";

const visibilitySeconds = 20;

describe("SQS visibility of a message that a function works on", () => {
  let sqs: Fixture;
  let QueueUrl: string;

  beforeEach(async () => {
    sqs = await startFixture(
      { aws_sqs_queue: { jobs: { name: "jobs", visibility_timeout_seconds: visibilitySeconds } } },
      { speed: 20 },
    );
    QueueUrl = sqs.urlOf("jobs");
    await sendTo(sqs, "jobs", "work");
  });
  afterEach(async () => {
    await sqs.close();
  });

  const receive = async (WaitTimeSeconds: number, options: object = {}) =>
    (await receiveFrom(sqs, "jobs", { WaitTimeSeconds, ...options }))[0];
  const takeUp = async (): Promise<string> => (await receive(1))?.ReceiptHandle ?? "";
  const changeVisibility = async (ReceiptHandle: string, VisibilityTimeout: number) =>
    sqs.client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  /** Milliseconds until the message comes again. */
  const timeUntilAgain = async (): Promise<number> => {
    const started = performance.now();
    expect((await receive(5))?.Body).to.equal("work");
    return performance.now() - started;
  };

  it("lasts in real time while the function works, whatever the speed", async () => {
    await takeUp();
    expect(await receive(2)).to.equal(undefined);
  });

  it("lasts for as much longer as this process could not run", async () => {
    const handle = await takeUp();
    await changeVisibility(handle, 2);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);
    expect(await receive(0)).to.equal(undefined);
    expect(await timeUntilAgain()).to.be.within(1_000, 4_900);
  });

  it("lasts for what is left of it divided by the speed, once the message is returned to the queue", async () => {
    sqs.returnToQueue(QueueUrl, await takeUp());
    expect(await timeUntilAgain()).to.be.within(500, 4000);
  });

  it("lasts for the retry delay that the function set divided by the speed, once the message is returned", async () => {
    const handle = await takeUp();
    await changeVisibility(handle, 10);
    sqs.returnToQueue(QueueUrl, handle);
    expect(await timeUntilAgain()).to.be.within(300, 950);
  });

  it("lasts for a retry delay divided by the speed that arrives when the function has died already", async () => {
    const handle = await takeUp();
    sqs.returnToQueue(QueueUrl, handle);
    await changeVisibility(handle, 10);
    expect(await timeUntilAgain()).to.be.within(300, 950);
  });

  it("does not change when a message is returned that was deleted, or received again", async () => {
    const first = await takeUp();
    await changeVisibility(first, 0);
    const second = await takeUp();
    sqs.returnToQueue(QueueUrl, first);
    expect(await receive(2)).to.equal(undefined);
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second }));
    sqs.returnToQueue(QueueUrl, second);
    expect(sqs.state()[0]).to.deep.include({ visible: 0, in_flight: 0, delayed: 0, oldest_sent_at: null });
  });
});
