import { expect } from "chai";
import { makeBundleEvents, type Told } from "./bundle-events.ts";
import type { ScreenEvent } from "./screen-event.ts";
import { toLine } from "./to-line.ts";

const anEvent = (n: number, kind = "processed"): ScreenEvent => ({
  time: "2026-11-28T22:13:30.123Z",
  pieces: [{ text: kind }, { text: `m${n}` }],
  kind: { text: kind },
  ms: n,
});
const some = (count: number, kind?: string): readonly ScreenEvent[] =>
  Array.from({ length: count }, (_, n) => anEvent(n + 1, kind));
const toText = (told: readonly Told[]): readonly string[] =>
  told.map((each) => toLine(each, 80, (_tone, text) => text).slice("22:13:30 ".length));

describe("events of a kind", () => {
  const bundles = () => {
    const { add, release } = makeBundleEvents();
    return {
      add: (events: readonly ScreenEvent[]) => toText(events.flatMap((event) => add(event, 0))),
      release: (now: number) => toText(release(now)),
    };
  };

  it("are told one by one, at once, while they are few", () => {
    const { add, release } = bundles();
    for (const second of [1, 2, 3]) {
      expect(add(some(5))).to.have.length(5);
      expect(release(second * 1000)).to.deep.equal([]);
    }
  });

  it("are told by one line a second while they are many, with the slowest", () => {
    const { add, release } = bundles();
    expect(add(some(312))).to.deep.equal([
      "processed m1",
      "processed m2",
      "processed m3",
      "processed m4",
      "processed m5",
    ]);
    expect(release(1000)).to.deep.equal(["processed × 307 in 1 s up to 312 ms"]);
    expect(add(some(400))).to.deep.equal([]);
    expect(release(2000)).to.deep.equal(["processed × 400 in 1 s up to 400 ms"]);
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
