import { assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import { decodeDeliveries, type Delivery } from "./delivery.ts";
import { anSqsEvent, aRecordingLog } from "./testing/fixtures.ts";
import { returnToQueue, type ChangeVisibility } from "./return-to-queue.ts";

const aDelivery = (receiveCount: number): Delivery => {
  const [delivery] = assertRight(decodeDeliveries(anSqsEvent("{}")));
  if (delivery === undefined) throw new Error("the event holds one delivery");
  return { ...delivery, receiveCount };
};

const run = async (changeVisibility: ChangeVisibility, delivery: Delivery, withinMs = 1000) => {
  const { log, lines } = aRecordingLog();
  await returnToQueue({ changeVisibility, retryBaseSeconds: 20, random: () => 0.5 }, delivery, log, withinMs);
  return lines();
};

const broken: ChangeVisibility = () => {
  throw new Error("a bug");
};

describe("returnToQueue", () => {
  it("hides a delivery for longer each time it fails", async () => {
    const delays: (readonly [string, number])[] = [];
    const delay: ChangeVisibility = async (receiptHandle, seconds) => {
      delays.push([receiptHandle, seconds]);
      return E.right(undefined);
    };
    for (const count of [1, 2, 3]) await run(delay, aDelivery(count));
    expect(delays).to.deep.equal([
      ["receipt-0", 30],
      ["receipt-0", 60],
      ["receipt-0", 120],
    ]);
  });

  it("only warns when the retry delay cannot be set", async () => {
    const refused = E.left({
      kind: "Transient",
      code: "AccessDenied",
      detail: "d",
      needsOperator: true,
    } as const);
    expect((await run(async () => refused, aDelivery(1)))[0]).to.include({
      level: "WARN",
      code: "AccessDenied",
    });
    expect((await run(broken, aDelivery(1)))[0]).to.include({ level: "WARN", code: "Unknown" });
  });

  it("stops waiting for a queue that does not answer", async () => {
    const lines = await run(async () => new Promise(() => {}), aDelivery(1), 5);
    expect(lines[0]).to.include({ level: "WARN", code: "DeadlineExceeded" });
  });
});
