import { expect } from "chai";
import { makeClock } from "../../../core/clock.ts";
import type { MetricId } from "./metric-id.ts";
import { makeMetrics, type Metrics } from "./metrics.ts";
import { makePeriods } from "./periods.ts";
import type { Datum } from "../../../core/telemetry.ts";
import { type Statistic, toDatapoint } from "./statistic.ts";

const metric: MetricId = { namespace: "Jobs", name: "Lines", dimensions: { b: "2", a: "1" } };
const periods = makePeriods(makeClock(1));
const minute = 6;
const start = 600; // the first slot of a minute

const make = (slots = 60): Metrics => makeMetrics([{ metric, slots }], periods);
const datum = (slot: number, value: number): Datum => ({ ...metric, value, at: periods.startOf(slot) });

describe("makeMetrics", () => {
  it("sums up the samples of a window, and of nothing beside it", () => {
    const metrics = make();
    for (const [slot, value] of [
      [start - 1, 100],
      [start, 1],
      [start + 5, 4],
      [start + 5, 1],
      [start + 6, 100],
    ] as const) {
      metrics.put(datum(slot, value));
    }
    const samples = metrics.read(metric, start + 5, minute);
    const statistics: readonly Statistic[] = ["Sum", "Average", "Maximum"];
    expect(statistics.map((statistic) => toDatapoint(samples, statistic))).to.deep.equal([6, 2, 4]);
  });

  it("knows a metric by its dimensions, in any order", () => {
    const metrics = make();
    metrics.put({ ...datum(start, 1), dimensions: { a: "1", b: "2" } });
    metrics.put({ ...datum(start, 1), dimensions: { a: "1" } });
    metrics.put({ ...datum(start, 1), dimensions: { a: "1", b: "2", c: "3" } });
    metrics.put({ ...datum(start, 1), name: "Other" });
    expect(metrics.read(metric, start, 1).count).to.equal(1);
  });

  it("has no datapoint where there is no sample", () => {
    expect(toDatapoint(make().read(metric, start, minute), "Sum")).to.equal(undefined);
  });

  it("takes the newest reading of a gauge for its minute, as one sample in every window", () => {
    const metrics = make();
    for (let slot = start; slot < start + 2 * minute; slot += 1) metrics.gauge(metric, slot, slot);
    for (let last = start + minute; last < start + 2 * minute; last += 1) {
      expect(metrics.read(metric, last, minute)).to.include({ count: 1, sum: start + 2 * minute - 1 });
    }
  });

  it("lets a default value stand only while its minute has no other sample", () => {
    const metrics = make();
    metrics.putDefault(datum(start + 1, 0));
    metrics.putDefault(datum(start + 2, 0));
    expect(metrics.read(metric, start + 5, minute)).to.include({ count: 1, sum: 0 });
    metrics.put(datum(start + 3, 7));
    metrics.putDefault(datum(start + 4, 0));
    expect(metrics.read(metric, start + 5, minute)).to.include({ count: 1, sum: 7 });
  });

  it("keeps samples for the alarm that looks back furthest", () => {
    const metrics = makeMetrics(
      [
        { metric, slots: 60 },
        { metric, slots: 120 },
        { metric, slots: 3 },
      ],
      periods,
    );
    metrics.put(datum(start, 1));
    metrics.put(datum(start + 100, 1));
    expect(metrics.read(metric, start + 100, 120).count).to.equal(2);
  });

  it("drops the samples that no alarm looks back to", () => {
    const metrics = make(3);
    metrics.put(datum(start, 1));
    metrics.put(datum(start + 10, 1));
    expect(metrics.read(metric, start + 10, 20).count).to.equal(1);
  });
});

describe("makePeriods", () => {
  it("divides AWS's time by the speed", () => {
    expect(makePeriods(makeClock(1))).to.include({ slotMs: 10_000 });
    expect(makePeriods(makeClock(20))).to.include({ slotMs: 500 });
  });

  for (const speed of [1, 7, 60, 1000, 100_000]) {
    it(`gives every period at least one slot of at least 50 ms at speed ${speed}`, () => {
      const { slotMs, toSlots, minuteOf } = makePeriods(makeClock(speed));
      expect(slotMs).to.be.greaterThanOrEqual(50);
      expect(toSlots(60)).to.be.greaterThanOrEqual(1);
      expect(toSlots(300)).to.be.greaterThanOrEqual(toSlots(60));
      expect(minuteOf(12_345)).to.be.within(12_345 - toSlots(60) + 1, 12_345);
    });
  }
});
