import { expect } from "chai";
import { makeBundleEvents, type Told } from "./bundle-events.ts";
import type { ScreenEvent } from "./screen-event.ts";
import { toLines } from "./to-lines.ts";

const anEvent = (n: number, kind = "processed", second = 30): ScreenEvent => ({
  time: `2026-11-28T22:13:${second}.123Z`,
  pieces: [{ text: kind }, { text: `m${n}` }],
  kind: { text: kind },
  ms: n,
});
const some = (count: number, kind?: string): readonly ScreenEvent[] =>
  Array.from({ length: count }, (_, n) => anEvent(n + 1, kind));
const toText = (told: readonly Told[]): readonly string[] =>
  told
    .flatMap((each) => toLines(each, 80, (_tone, text) => text))
    .map((line) => line.slice("22:13:30 ".length));

describe("events of a kind", () => {
  const bundles = () => {
    const { add, tick, end } = makeBundleEvents();
    return {
      add: (events: readonly ScreenEvent[]) => toText(events.flatMap((event) => add(event, 0))),
      release: (now: number) => toText(tick(now)),
      end: (now: number) => toText(end(now)),
    };
  };

  it("are told one by one, at once, while they are few", () => {
    const { add, release } = bundles();
    for (const second of [1, 2, 3]) {
      expect(add(some(5))).to.have.length(5);
      expect(release(second * 1000)).to.deep.equal([]);
    }
  });

  it("are told by one line after a second while they are many, with the slowest, and then by one in ten seconds", () => {
    const { add, release } = bundles();
    expect(add(some(312))).to.deep.equal([
      "processed m1",
      "processed m2",
      "processed m3",
      "processed m4",
      "processed m5",
    ]);
    expect(release(1000)).to.deep.equal(["processed × 307 in 1 s up to 312 ms"]);
    for (let second = 2; second <= 10; second += 1) {
      expect(add(some(40))).to.deep.equal([]);
      expect(release(second * 1000)).to.deep.equal([]);
    }
    add(some(50));
    expect(release(11_000)).to.deep.equal(["processed × 410 in 10 s up to 50 ms"]);
  });

  it("are all told once they are few, and at the end", () => {
    const { add, release, end } = bundles();
    add(some(50));
    release(1000);
    add(some(40));
    expect(release(2000)).to.deep.equal([]);
    expect(release(3000)).to.deep.equal(["processed × 40 in 2 s up to 40 ms"]);
    expect(add(some(6))).to.have.length(5);
    expect(end(3100)).to.deep.equal(["processed m6"]);
  });

  it("are told before what comes in a later second, and never with an earlier time", () => {
    const { add, tick } = makeBundleEvents();
    const told = [
      ...some(7).flatMap((event) => add(event, 0)),
      ...add(anEvent(8, "ALARM", 31), 900),
      ...tick(1900),
      ...Array.from({ length: 60 }, (_, n) => anEvent(n, "processed", 31)).flatMap((event) =>
        add(event, 1950),
      ),
      ...add(anEvent(9, "OK", 32), 2000),
      ...Array.from({ length: 60 }, (_, n) => anEvent(n, "processed", 32)).flatMap((event) =>
        add(event, 2100),
      ),
      ...add(anEvent(9, "OK", 35), 5000),
      ...tick(6000),
    ];
    expect(toText(told).slice(5, 8)).to.deep.equal(["processed m6", "processed m7", "ALARM m8"]);
    const times = told.map(({ time }) => time);
    expect(times).to.deep.equal(times.toSorted());
    expect(toText(told)).to.include("processed × 60 in 4 s up to 59 ms");
  });

  it("that repeat until their cause is mended are told once, then together with what is to be said of all", () => {
    const { add, release } = bundles();
    let waiting = 60;
    const postponed = (count: number) =>
      Array.from({ length: count }, (_, n) => ({
        ...anEvent(n + 1, "postponed"),
        ms: undefined,
        together: () => `${waiting} wait`,
      }));
    expect(add(postponed(61))).to.deep.equal(["postponed m1"]);
    expect(release(1000)).to.deep.equal(["postponed × 60 in 1 s  60 wait"]);
    waiting = 3;
    for (let second = 2; second <= 10; second += 1) {
      expect(add(postponed(second % 4 === 0 ? 1 : 0))).to.deep.equal([]);
      expect(release(second * 1000)).to.deep.equal([]);
    }
    expect(release(11_000)).to.deep.equal(["postponed × 2 in 10 s  3 wait"]);
    expect(release(21_000)).to.deep.equal([]);
    expect(add(postponed(1))).to.deep.equal(["postponed m1"]);
  });

  it("are told one by one again once they are few", () => {
    const { add, release } = bundles();
    add(some(50));
    release(1000);
    expect(add(some(2))).to.deep.equal([]);
    expect(release(2000)).to.deep.equal(["processed m1", "processed m2"]);
    expect(add(some(1))).to.deep.equal(["processed m1"]);
  });

  it("say so when a second took longer", () => {
    const { add, release } = bundles();
    add(some(100));
    expect(release(3900)).to.deep.equal(["processed × 95 in 4 s up to 100 ms"]);
  });

  it("hide no event of another kind", () => {
    const { add } = bundles();
    add(some(100));
    expect(add(some(1, "ALARM"))).to.deep.equal(["ALARM m1"]);
  });

  it("are told together when there are more kinds than anyone can follow", () => {
    const { add, release } = bundles();
    const shown = add(Array.from({ length: 1000 }, (_, n) => anEvent(n, `GET /${n} 404`)));
    expect(shown).to.have.length(55);
    expect(release(1000)).to.deep.equal(["other events × 945 in 1 s up to 999 ms"]);
    expect(add(some(1, "GET /new 404"))).to.have.length(1);
  });
});
