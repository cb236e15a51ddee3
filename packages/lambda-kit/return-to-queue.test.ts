import { assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { expect } from "chai";
import * as fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { decodeDeliveries, type Delivery } from "./delivery.ts";
import { anSqsEvent, aRecordingLog } from "./testing/fixtures.ts";
import { returnToQueue, toRetryDelay, type ChangeVisibility } from "./return-to-queue.ts";

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

const LONGEST = 42_000;
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const baseSeconds = fc.integer({ min: 1, max: 900 });

describe("toRetryDelay", () => {
  it("draws whole seconds from [base·2^(n−1), base·2^n)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), baseSeconds, chance, (delivery, base, drawn) => {
        const delay = toRetryDelay(delivery, { retryBaseSeconds: base, random: () => drawn });
        expect(delay).to.satisfy(Number.isInteger);
        expect(delay).to.be.within(base * 2 ** (delivery - 1), base * 2 ** delivery - 1);
      }),
    );
  });

  it("uses the whole range", () => {
    const delays = [0, 0.5, 0.999999].map((drawn) =>
      toRetryDelay(2, { retryBaseSeconds: 20, random: () => drawn }),
    );
    expect(delays).to.deep.equal([40, 60, 79]);
  });

  it("makes each delay longer than the one before, up to the longest", () => {
    fc.assert(
      fc.property(fc.nat(40), baseSeconds, chance, chance, (n, base, first, second) => {
        const before = toRetryDelay(n + 1, { retryBaseSeconds: base, random: () => first });
        const after = toRetryDelay(n + 2, { retryBaseSeconds: base, random: () => second });
        expect(after > before || (before === LONGEST && after === LONGEST)).to.equal(true);
      }),
    );
  });

  it("stays within what SQS accepts for any number of deliveries", () => {
    fc.assert(
      fc.property(fc.nat(), baseSeconds, chance, (delivery, base, drawn) => {
        const delay = toRetryDelay(delivery, { retryBaseSeconds: base, random: () => drawn });
        expect(delay).to.be.within(base, LONGEST);
      }),
    );
  });
});
