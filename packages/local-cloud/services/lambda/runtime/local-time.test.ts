import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import { expect } from "chai";

type Timer = { readonly refresh: () => Timer };
type SetTimeout = (callback: (...args: readonly unknown[]) => void, ms: number, ...args: unknown[]) => Timer;
type LocalTime = { readonly now: () => number; readonly beginInvocation: () => void };
type Bootstrap = {
  readonly makeLocalTime: (lifeline: EventEmitter, use: () => { idle: number; cpu: number }) => LocalTime;
  readonly makeSetTimeout: (setTimeout: SetTimeout, now: () => number) => SetTimeout;
};
const { makeLocalTime, makeSetTimeout } = createRequire(import.meta.url)(
  "./bootstrap/local-time.cjs",
) as Bootstrap;

/** The starter's ticks, the process's own computing, and Node's timers, as a test says. */
const makeMachine = () => {
  const use = { idle: 0, cpu: 0 };
  const answers: number[] = [];
  const lifeline = Object.assign(new EventEmitter(), {
    write: (answer: Buffer) => answers.push(...answer),
  });
  const localTime = makeLocalTime(lifeline, () => ({ ...use }));
  let looks = new Set<() => void>();
  const short: number[] = [];
  const native: SetTimeout = (callback, ms) => {
    const timer: Timer = {
      refresh: () => {
        looks.add(callback);
        return timer;
      },
    };
    if (ms < 1000 && ms !== 100) short.push(ms);
    return timer.refresh();
  };
  return {
    localTime,
    answers,
    short,
    setTimeout: makeSetTimeout(native, localTime.now),
    wait: (ms: number) => {
      use.idle += ms;
    },
    compute: (ms: number) => {
      use.cpu += ms;
    },
    /** What the process finds when it gets to run: ticks, how many there may be, and timers that are due. */
    run: ({ ticks = 0 }: { readonly ticks?: number } = {}) => {
      if (ticks > 0) lifeline.emit("data", Buffer.alloc(ticks));
      const due = looks;
      looks = new Set();
      for (const look of due) look();
    },
  };
};

describe("the local time of a function", () => {
  it("passes by a tick for each that comes while the function waits", () => {
    const { localTime, wait, run, answers } = makeMachine();
    for (let tick = 0; tick < 3; tick += 1) {
      wait(100);
      run({ ticks: 1 });
    }
    expect(localTime.now()).to.equal(300);
    expect(answers).to.deep.equal([1, 1, 1]);
  });

  it("does not pass while the starter cannot run, however long the function waits", () => {
    const { localTime, wait, run } = makeMachine();
    wait(60_000);
    run();
    expect(localTime.now()).to.equal(0);
    run({ ticks: 1 });
    expect(localTime.now()).to.equal(100);
  });

  it("does not pass by the ticks that come while the function cannot run", () => {
    const { localTime, wait, run, answers } = makeMachine();
    run({ ticks: 50 });
    wait(100);
    run({ ticks: 50 });
    expect(localTime.now()).to.equal(100);
    expect(answers).to.deep.equal([0, 1]);
  });

  it("passes more slowly for a function that has a part of a processor", () => {
    const { localTime, wait, compute, run } = makeMachine();
    for (let tick = 0; tick < 10; tick += 1) {
      wait(5);
      compute(20);
      run({ ticks: 1 });
    }
    expect(localTime.now()).to.equal(200);
  });

  it("passes while the function computes, but not for what it computed in an earlier invocation", () => {
    const { localTime, run, compute, answers } = makeMachine();
    compute(5_000);
    localTime.beginInvocation();
    compute(720);
    run({ ticks: 1 });
    expect(localTime.now()).to.equal(700);
    expect(answers).to.deep.equal([7]);
  });
});

describe("a function's setTimeout", () => {
  const startTimeout = (ms: number) => {
    const machine = makeMachine();
    const fired: unknown[] = [];
    const timer = machine.setTimeout((...args) => fired.push(args.join()), ms, "time-out");
    const pass = (ticks: number): void => {
      for (let tick = 0; tick < ticks; tick += 1) {
        machine.wait(100);
        machine.run({ ticks: 1 });
      }
    };
    return { machine, fired, timer, pass };
  };

  it("calls back after its time has passed in ticks, and once", () => {
    const { fired, pass } = startTimeout(2_000);
    pass(20);
    expect(fired).to.deep.equal([]);
    pass(1);
    expect(fired).to.deep.equal(["time-out"]);
    pass(100);
    expect(fired).to.deep.equal(["time-out"]);
  });

  it("never calls back while the starter cannot run, however long that takes", () => {
    const { machine, fired, pass } = startTimeout(2_000);
    pass(20);
    machine.wait(60_000);
    for (let turns = 0; turns < 1000; turns += 1) machine.run();
    expect(fired).to.deep.equal([]);
  });

  it("begins again when it is refreshed", () => {
    const { timer, fired, pass } = startTimeout(2_000);
    pass(20);
    timer.refresh();
    pass(20);
    expect(fired).to.deep.equal([]);
    pass(1);
    expect(fired).to.deep.equal(["time-out"]);
  });

  it("leaves pauses of less than a second to Node", () => {
    const machine = makeMachine();
    machine.setTimeout(() => undefined, 999);
    machine.setTimeout(() => undefined, 5);
    expect(machine.short).to.deep.equal([999, 5]);
  });
});
