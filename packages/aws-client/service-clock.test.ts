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
