import { expect } from "chai";
import type { Answer } from "./answer.ts";
import { makeEndedMessages } from "./ended-messages.ts";
import { findGrowing, findUnmeasured, toFunctionMib, toGrowth } from "./growth.ts";
import { slopeOf } from "./linear-fit.ts";
import { toFigures } from "./process-figures.ts";
import { toEnded } from "./ramp.ts";
import { findLost } from "./soak.ts";
import type { Sample } from "./sample.ts";
import { findSaturation, type Step } from "./saturation.ts";

const aStep = (rate: number, changes: Partial<Step> = {}): Step => ({
  rate,
  accepted_per_second: rate,
  processed_per_second: rate,
  refused_429: 0,
  refused_503: 0,
  failed: 0,
  p50_ms: 10,
  p95_ms: 20,
  p99_ms: 30,
  post_p99_ms: 9,
  queue_depth_max: 5,
  queue_depth_at_the_end: 1,
  queue_age_max_seconds: 0.1,
  main_cores: 0.3,
  functions_cores: 0.4,
  ...changes,
});

describe("the saturation of the local system", () => {
  it("is between the last rate that is followed and the first that is not", () => {
    const steps = [aStep(50), aStep(100), aStep(200, { queue_depth_at_the_end: 201 }), aStep(300)];
    expect(findSaturation(steps, 2)).to.include({ sustained: 100, saturated_at: 200 });
  });

  it("is not reached while everything is followed", () => {
    expect(findSaturation([aStep(50), aStep(100)], 2)).to.deep.equal({
      sustained: 100,
      binds: "nothing, at the rates that were tried",
    });
  });

  for (const [binds, step] of [
    ["the API's own rate limit (429)", aStep(800, { accepted_per_second: 500, refused_429: 4000 })],
    [
      "the queue grows: the main process has the whole of its core",
      aStep(300, { queue_depth_at_the_end: 900, main_cores: 0.97 }),
    ],
    [
      "posts are answered late: the machine has no processor left",
      aStep(300, { accepted_per_second: 200, main_cores: 0.8, functions_cores: 1 }),
    ],
    [
      "the queue grows, with 0.7 of 2 cores busy in the system: the rest of the machine's load",
      aStep(300, { queue_depth_at_the_end: 900 }),
    ],
  ] as const)
    it(`says what binds: ${binds}`, () => {
      expect(findSaturation([aStep(50), step], 2).binds).to.equal(binds);
    });

  it("blames nobody where the processes cannot be looked into", () => {
    const {
      main_cores: _main,
      functions_cores: _functions,
      ...step
    } = aStep(300, { queue_depth_at_the_end: 900 });
    expect(findSaturation([aStep(50), step], 2).binds).to.equal(
      "the queue grows: of what is not known here, as there is no /proc",
    );
  });

  it("is reached where a post is not answered at all", () => {
    expect(findSaturation([aStep(50, { failed: 1 })], 2)).to.include({ sustained: 0, saturated_at: 50 });
  });
});

describe("growth", () => {
  /** A sample every six seconds of ten minutes. */
  const samples = (
    toMib: (minute: number) => number,
    toHandles: (minute: number) => number,
    toHeap = toMib,
  ): readonly Sample[] =>
    Array.from({ length: 101 }, (_, index): Sample => {
      const minute = index / 10;
      const figures = { mib: toMib(minute), handles: toHandles(minute), cpuSeconds: 0 };
      const heap = index % 10 === 0 ? { main_heap_mib: toHeap(minute) } : {};
      return {
        at: 1e12 + minute * 60_000,
        depth: 0,
        age_seconds: 0,
        main: figures,
        functions: figures,
        ...heap,
      };
    });

  it("is that of the linear fit, by the minute, and named where it is more than it may be", () => {
    const growth = toGrowth(
      samples(
        (minute) => 200 + 1.5 * minute,
        () => 40,
      ),
    );
    expect(growth).to.deep.equal({
      main_heap_mib: 1.5,
      main_mib: 1.5,
      main_handles: 0,
      functions_handles: 0,
    });
    expect(findGrowing(growth)).to.deep.equal([
      "live heap of the main process, MiB: grows by 1.5 a minute, more than 0.2",
    ]);
  });

  it("finds a handle that is left open every three minutes", () => {
    const growth = toGrowth(
      samples(
        () => 200,
        (minute) => 40 + Math.floor(minute / 3),
      ),
    );
    expect(findGrowing(growth)).to.have.length(2);
  });

  it("does not count the warm-up, nor what goes up and comes down again", () => {
    const growth = toGrowth(
      samples(
        (minute) => (minute < 3 ? 50 * minute : 200 + 5 * Math.sin(minute * 20)),
        (minute) => Math.min(40, 20 * minute),
        () => 50,
      ),
    );
    expect(findGrowing(growth)).to.deep.equal([]);
  });

  it("is no matter in the largest process of a function, of which what it keeps to the end counts", () => {
    const withFunctions = (toMib: (minute: number) => number): readonly Sample[] =>
      samples(toMib, () => 40).map((sample, index) => ({ ...sample, function_mib_max: toMib(index / 10) }));
    expect(toFunctionMib(withFunctions((minute) => (minute % 2 < 1.5 ? 190 : 130)))).to.equal(130);
    expect(toFunctionMib(withFunctions((minute) => 100 + 10 * minute))).to.equal(178);
    expect(toFunctionMib(samples(Math.sqrt, Math.sqrt))).to.equal(undefined);
  });

  it("is not known of what could not be read, and is named so", () => {
    const read = samples(
      (minute) => 200 + minute,
      () => 40,
    );
    const growth = toGrowth(read.map(({ main: _main, functions: _functions, ...sample }) => sample));
    expect(findGrowing(growth)).to.deep.equal([
      "live heap of the main process, MiB: grows by 1 a minute, more than 0.2",
    ]);
    expect(findUnmeasured(growth)).to.deep.equal([
      "memory of the main process, MiB",
      "handles of the main process",
      "handles of the functions",
    ]);
    expect(findUnmeasured(toGrowth(read))).to.deep.equal([]);
  });

  it("of a single point is none", () => {
    expect(slopeOf([[1, 5]])).to.equal(0);
  });
});

describe("a process's figures", () => {
  it("are read from the files of /proc, whatever the process is called", () => {
    const status = "Name:\tnode (x) y\nVmRSS:\t  204800 kB\nThreads:\t11\n";
    const stat = "77 (node (x) y) S 1 77 77 0 -1 4194560 9 0 0 0 150 50 0 0 20 0 11 0 100 1 2 3\n";
    expect(toFigures(status, stat, 23)).to.deep.equal({ mib: 200, cpuSeconds: 2, handles: 23 });
  });
});

describe("a soak", () => {
  it("says what was not accepted, and what was and is not on record", () => {
    const answers: readonly Answer[] = [
      [202, "a", 1000, 3],
      [0, null, 1000, 3],
      [503, null, 1000, 3],
      [503, null, 1000, 3],
    ];
    expect(findLost("messages", answers, 0)).to.deep.equal([
      "3 of 4 messages were not accepted: no answer, 503",
      "1 of 1 accepted messages have no record",
    ]);
    expect(findLost("messages", answers.slice(0, 1), 1)).to.deep.equal([]);
  });
});

describe("accepted messages", () => {
  it("are on record when the worker's log names their request as done, the first time", () => {
    const ended = makeEndedMessages();
    const log = (second: number, ...messages: readonly object[]): void =>
      ended.read(
        JSON.stringify({ time: new Date(second * 1000).toISOString(), message: "batch ended", messages }),
      );
    log(
      2,
      { request_id: "a", outcome: "Failed", age_ms: 5 },
      { request_id: "b", outcome: "Rejected", age_ms: 6 },
    );
    log(5, { request_id: "a", outcome: "Recorded", age_ms: 3000 });
    log(9, { request_id: "a", outcome: "Duplicate", age_ms: 7000 });
    ended.read(JSON.stringify({ time: "now", message: "something else" }));
    const answers: readonly Answer[] = [
      [202, "a", 1000, 3],
      [202, "b", 2001, 3],
      [202, "never", 1000, 3],
      [429, null, 1000, 3],
    ];
    expect(toEnded(answers, ended)).to.deep.equal([
      { at: 5000, ms: 3000 },
      { at: 2000, ms: 6 },
    ]);
  });
});
