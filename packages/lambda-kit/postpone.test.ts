import { assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { expect } from "chai";
import * as fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { decodeDeliveries, type Delivery } from "./delivery.ts";
import { postpone, toCopy, toPostponeDelay, type SendCopy } from "./postpone.ts";
import { anSqsRecord, aRecordingLog, aTextAttribute } from "./testing/fixtures.ts";

const day = 86_400_000;
/** When the record of the fixture was sent. */
const sentAt = 1_702_245_759_123;

const aDelivery = (record: object = {}): Delivery => {
  const [delivery] = assertRight(decodeDeliveries({ Records: [{ ...anSqsRecord(), ...record }] }));
  if (delivery === undefined) throw new Error("the event holds one delivery");
  return delivery;
};

const limits = (at: number) => ({ postponeForMs: day, random: () => 0, now: () => new Date(at) });

describe("toCopy", () => {
  it("keeps the body, the group, the trace and every message attribute as it was sent", () => {
    const copy = toCopy(
      aDelivery({
        body: "\t{ }\r\n",
        attributes: {
          ...anSqsRecord().attributes,
          MessageGroupId: "company-1",
          AWSTraceHeader: "Root=1-2-3",
        },
        messageAttributes: {
          received_at: { stringValue: "1702245758000", dataType: "Number" },
          request_id: aTextAttribute("request-1"),
          company_id: aTextAttribute(""),
          seal: { binaryValue: "AAEC", dataType: "Binary.sha" },
        },
      }),
      limits(sentAt),
    );
    expect(copy).to.deep.equal({
      body: "\t{ }\r\n",
      groupId: "company-1",
      traceHeader: "Root=1-2-3",
      attributes: {
        received_at: { stringValue: "1702245758000", dataType: "Number" },
        times_postponed: { stringValue: "001", dataType: "String" },
        request_id: { stringValue: "request-1", dataType: "String" },
        company_id: { stringValue: "", dataType: "String" },
        seal: { binaryValue: Buffer.from([0, 1, 2]), dataType: "Binary.sha" },
      },
      delaySeconds: 60,
    });
  });

  for (const [what, messageAttributes] of Object.entries({
    "nothing says": {},
    "the attribute is unreadable": { received_at: aTextAttribute("yesterday") },
  }))
    it(`says that SQS took the first one then, when ${what}`, () => {
      const copy = toCopy(aDelivery({ messageAttributes }), limits(sentAt));
      expect(copy?.attributes["received_at"]).to.deep.equal({
        dataType: "Number",
        stringValue: `${sentAt}`,
      });
    });

  it("counts how often the message was postponed, from one on where nothing readable says so", () => {
    const timesAfter = (times_postponed: string) =>
      toCopy(
        aDelivery({ messageAttributes: { times_postponed: aTextAttribute(times_postponed) } }),
        limits(sentAt),
      )?.attributes["times_postponed"]?.stringValue;
    expect(["000", "001", "041", "999", "1", "-01", "often"].map(timesAfter)).to.deep.equal([
      "001",
      "002",
      "042",
      "999",
      "001",
      "001",
      "001",
    ]);
  });

  it("makes none of a message that is as old as the protection lasts, or whose age nobody knows", () => {
    expect(toCopy(aDelivery(), limits(sentAt + day - 1))).not.to.equal(undefined);
    expect(toCopy(aDelivery(), limits(sentAt + day))).to.equal(undefined);
    expect(toCopy(aDelivery({ attributes: {} }), limits(sentAt))).to.equal(undefined);
  });

  it("makes none of a message that claims a time so far ahead that it would never be too old", () => {
    const claiming = (receivedAt: number) =>
      toCopy(
        aDelivery({
          messageAttributes: { received_at: { stringValue: `${receivedAt}`, dataType: "Number" } },
        }),
        limits(sentAt),
      );
    expect(claiming(sentAt + 1000)).to.include({ delaySeconds: 60 });
    expect(claiming(sentAt + day)).to.equal(undefined);
  });

  it("makes none of a message with an attribute that could not be sent again", () => {
    for (const odd of [{ dataType: "String" }, { stringValue: "x" }, 7, null])
      expect(toCopy(aDelivery({ messageAttributes: { odd } }), limits(sentAt))).to.equal(undefined);
  });
});

describe("toPostponeDelay", () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it("is a whole number of seconds, from a minute to the 15 minutes that SQS allows, at any age", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), chance, (ageMs, drawn) => {
        const delay = toPostponeDelay(ageMs, () => drawn);
        expect(delay).to.satisfy(Number.isInteger);
        expect(delay).to.be.within(60, 900);
      }),
    );
  });

  it("is half of the age on average, so that an outage of 30 minutes takes some eight copies of a message", () => {
    expect(toPostponeDelay(900_000, () => 0.5)).to.equal(450);
    let age = 0;
    let copies = 0;
    for (; age < 1800; copies += 1) age += toPostponeDelay(age * 1000, () => 0.5);
    expect(copies).to.equal(8);
  });
});

describe("postpone", () => {
  const run = async (sendCopy: SendCopy, withinMs = 1000, needsOperator = false) => {
    const { log, lines } = aRecordingLog();
    const failure = { kind: "Transient", code: "SlowDown", detail: "d", needsOperator } as const;
    const failed = { delivery: aDelivery(), failure };
    const isPostponed = await postpone({ sendCopy, ...limits(sentAt) }, failed, log, withinMs);
    return { isPostponed, lines: lines() };
  };

  for (const [needsOperator, level] of [
    [false, "INFO"],
    [true, "ERROR"],
  ] as const)
    it(`says for how long and why, at ${level} where an operator ${needsOperator ? "must" : "need not"} act, once the queue has the copy`, async () => {
      const { isPostponed, lines } = await run(async () => E.right(undefined), 1000, needsOperator);
      expect(isPostponed).to.equal(true);
      expect(lines[0]).to.include({
        level,
        message: "message postponed",
        code: "SlowDown",
        postpone_seconds: 60,
        times_postponed: 1,
      });
    });

  const failing = (code: string, needsOperator: boolean): SendCopy => {
    const failure = { kind: "Transient", code, detail: "d", needsOperator } as const;
    return async () => E.left(failure);
  };
  const failures: Readonly<Record<string, readonly [SendCopy, level: string, code: string]>> = {
    "has trouble of its own": [failing("InternalError", false), "WARN", "InternalError"],
    "does not answer": [async () => new Promise(() => {}), "WARN", "DeadlineExceeded"],
    // Until an operator acts, no outage is ridden out: healthy messages use up their deliveries.
    "may not be sent to": [failing("AccessDenied", true), "ERROR", "AccessDenied"],
    "makes the client throw": [async () => Promise.reject(new Error("a bug")), "ERROR", "Unknown"],
  };
  for (const [what, [sendCopy, level, code]] of Object.entries(failures))
    it(`leaves the message to the queue when that ${what}, and says so at ${level}`, async () => {
      const { isPostponed, lines } = await run(sendCopy, 5);
      expect(isPostponed).to.equal(false);
      expect(lines[0]).to.include({ level, message: "message not postponed", code });
    });
});
