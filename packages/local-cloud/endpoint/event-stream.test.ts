import { expect } from "chai";
import { useFakeTimers } from "sinon";
import { makeLogHistory } from "../core/log-history.ts";
import { until } from "../testing/until.ts";
import { makeEventStream } from "./event-stream.ts";

const stateEvent = (text: string): string => `event: state\ndata: "${text}"\n\n`;
const logEvent = (number: number): string => `id: ${number}\nevent: log\ndata: {"n":${number}}\n\n`;

describe("The stream of events", () => {
  let history: ReturnType<typeof makeLogHistory>;
  let state: string;
  let made: number;
  let leaving: AbortController;
  const open = () =>
    makeEventStream({
      history,
      state: () => {
        made += 1;
        return state;
      },
    });
  const read = (lastEventId?: string) => open()(lastEventId, leaving.signal);
  const next = async (events: AsyncGenerator<string>): Promise<string> => String((await events.next()).value);
  const log = (from: number, to: number): void => {
    for (let number = from; number <= to; number += 1) history.add(`{"n":${number}}\n`);
  };

  beforeEach(() => {
    history = makeLogHistory({ entries: 1_000, characters: 10_000_000 });
    [state, made] = ["a", 0];
    leaving = new AbortController();
  });
  afterEach(() => leaving.abort());

  it("begins with the state and the log's entries so far, and goes on with each later one", async () => {
    log(1, 2);
    const events = read();
    expect(await next(events)).to.equal(`${stateEvent("a")}${logEvent(1)}${logEvent(2)}`);
    log(3, 3);
    expect(await next(events)).to.equal(logEvent(3));
  });

  it("shows the state again when it has changed, at most four times a second, made once for all readers", async () => {
    const events = open();
    const readers = [events(undefined, leaving.signal), events(undefined, leaving.signal)];
    const startedAt = performance.now();
    await Promise.all(readers.map(next));
    state = "b";
    expect(await Promise.all(readers.map(next))).to.deep.equal([stateEvent("b"), stateEvent("b")]);
    expect(performance.now() - startedAt).to.be.within(249, 2_000);
    expect(made).to.equal(2);
  });

  it("gives a new reader the newest 500 entries", async () => {
    log(1, 700);
    const text = await next(read());
    expect(text.slice(stateEvent("a").length)).to.match(/^id: 201\n/);
    expect(text).to.include(logEvent(700));
  });

  it("gives a reader that comes back what it has missed", async () => {
    log(1, 700);
    expect(await next(read("5"))).to.include(`${stateEvent("a")}${logEvent(6)}`);
    expect(await next(read("700"))).to.equal(stateEvent("a"));
  });

  it("takes a number that it has not given out, or none, for that of an earlier run", async () => {
    log(1, 1);
    for (const id of ["2", "-1", "1.5", "x", "", "9".repeat(30)])
      expect(await next(read(id)), id).to.equal(`${stateEvent("a")}${logEvent(1)}`);
    log(2, 600);
    expect(await next(read(""))).to.match(/\n\nid: 101\n/);
  });

  it("says how many entries are gone that a reader would have had", async () => {
    const events = read();
    await next(events);
    log(1, 1_007);
    expect(await next(events)).to.match(/^event: dropped\ndata: \{"count":7\}\n\nid: 8\n/);
    expect(await next(read("3"))).to.include('event: dropped\ndata: {"count":4}\n\nid: 8\n');
  });

  it("hands over no more at once than a connection should hold", async () => {
    for (let number = 1; number <= 8; number += 1) history.add(`"${"x".repeat(100_000)}"\n`);
    const events = read();
    const ids: string[] = [];
    for (let chunk = 0; chunk < 3; chunk += 1)
      ids.push([...(await next(events)).matchAll(/^id: (\d+)$/gm)].map(([, id]) => id).join());
    expect(ids).to.deep.equal(["1,2,3", "4,5,6", "7,8"]);
  });

  it("says every 15 seconds in which nothing happens that it is alive", async () => {
    const clock = useFakeTimers({ toFake: ["performance"] });
    try {
      const events = read();
      await next(events);
      for (let silence = 1; silence <= 2; silence += 1) {
        let isSent = false;
        const comment = next(events).finally(() => {
          isSent = true;
        });
        clock.tick(14_999);
        const before = made;
        await until("it has looked for what is new", () => made > before);
        expect(isSent).to.equal(false);
        clock.tick(1);
        expect(await comment).to.equal(": alive\n\n");
      }
    } finally {
      clock.restore();
    }
  });

  it("ends when its reader leaves, also while nothing happens", async () => {
    const events = read();
    await next(events);
    const last = events.next();
    leaving.abort();
    expect((await last).done).to.equal(true);
  });
});
