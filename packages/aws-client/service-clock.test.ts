import { HttpResponse } from "@smithy/core/protocols";
import { expect } from "chai";
import { useFakeTimers, type SinonFakeTimers } from "sinon";
import { makeServiceClock } from "./service-clock.ts";

const noon = Date.UTC(2026, 10, 28, 12);

const answerAt = (time: number) => ({
  response: new HttpResponse({ statusCode: 200, headers: { date: new Date(time).toUTCString() } }),
});

const refusalAt = (time: number) =>
  Object.assign(new Error("no"), { $response: answerAt(time).response, $metadata: {} });

describe("the service's clock", () => {
  let timers: SinonFakeTimers;
  beforeEach(() => {
    timers = useFakeTimers({ now: noon, toFake: ["Date"] });
  });
  afterEach(() => timers.restore());

  it("is not learnt from an answer of a cache, which has an age", async () => {
    const clock = makeServiceClock();
    const { response } = answerAt(noon + 600_000);
    response.headers["age"] = "0";
    await clock.during(async () => ({ response }));
    expect(clock.now().getTime()).to.equal(noon);
  });

  it("is learnt from an answer that took a quarter of an hour, and from none that took longer", async () => {
    for (const [tookMs, learnt] of [
      [900_000, true],
      [900_001, false],
    ] as const) {
      const clock = makeServiceClock();
      const before = Date.now();
      await clock.during(async () => {
        timers.tick(tookMs);
        return answerAt(before);
      });
      expect(clock.now().getTime() === before, `${tookMs}`).to.equal(learnt);
    }
  });

  it("makes a refusal worth another attempt when it had learnt a wrong time from an answer that was read late", async () => {
    const clock = makeServiceClock();
    await clock.during(async () => answerAt(noon - 600_000));
    expect(clock.now().getTime()).to.equal(noon - 600_000);
    const refusal = refusalAt(noon);
    await clock.during(async () => Promise.reject(refusal)).catch(() => undefined);
    expect(refusal.$metadata).to.deep.equal({ clockSkewCorrected: true });
    expect(clock.now().getTime()).to.equal(noon);
  });

  it("makes no other refusal worth another attempt, however wrong this machine's own clock is", async () => {
    const clock = makeServiceClock();
    await clock.during(async () => answerAt(noon + 600_000));
    const refusal = refusalAt(noon + 601_000);
    await clock.during(async () => Promise.reject(refusal)).catch(() => undefined);
    expect(refusal.$metadata).to.deep.equal({});
  });
});
