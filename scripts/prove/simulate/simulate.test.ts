import { expect } from "chai";
import { enumerate } from "./enumerate.ts";
import type { Failure } from "./failure.ts";
import type { InvariantName } from "./invariants.ts";
import { makeWorker, type MakeWorker } from "./make-worker.ts";
import { pairings } from "./pairings.ts";
import { simulate } from "./simulate.ts";
import { runTask, type Task, type TaskResult } from "./task.ts";
import { makeVirtualClock, withVirtualTimeOuts } from "./virtual-clock.ts";

const ofTwo = { deliveries: 2, hasFaults: false };

/** Until something is found. */
const findFailure = async (tasks: readonly Task[], worker: MakeWorker): Promise<Failure | undefined> => {
  for (const task of tasks) {
    const { failure } = await runTask(task, worker);
    if (failure !== undefined) return failure;
  }
  return undefined;
};

const interleavings = pairings.map((_pairing, pairing): Task => ({
  kind: "interleavings",
  pairing,
  extent: ofTwo,
}));
const episodes = [1, 2, 3, 4, 5, 6].map((seed): Task => ({ kind: "episode", seed }));

/** The same worker over stores that answer as they are told to. */
const withStores =
  (change: (ask: ReturnType<Parameters<MakeWorker>[0]["storesOf"]>) => typeof ask): MakeWorker =>
  (deps) =>
    makeWorker({ ...deps, storesOf: (received) => change(deps.storesOf(received)) });

const unconditional = withStores((ask) => async (call) => {
  if (call.operation !== "PutItem") return ask(call);
  const { ConditionExpression: _, ...input } = call.input;
  return ask({ operation: "PutItem", input });
});

const believesInAnArchive = withStores(
  (ask) => async (call) =>
    call.operation === "PutObject" ? { output: { ChecksumSHA256: call.input.ChecksumSHA256 } } : ask(call),
);

const acknowledgesAll: MakeWorker = (deps) => {
  const worker = makeWorker(deps);
  return async (event, invocation) => {
    await worker(event, invocation);
    return { batchItemFailures: [] };
  };
};

const returnsAllWhenOneFails: MakeWorker = (deps) => {
  const worker = makeWorker(deps);
  return async (event, invocation) => {
    const answer = await worker(event, invocation);
    if (answer.batchItemFailures.length > 0) throw new Error("one failed");
    return answer;
  };
};

const dropsCopies: MakeWorker = (deps) =>
  makeWorker({ ...deps, sendCopy: async () => ({ _tag: "Right", right: undefined }) });

const overlooksItsDeadline: MakeWorker = (deps) => {
  const worker = makeWorker(deps);
  return async (event, invocation) =>
    worker(event, { ...invocation, getRemainingTimeInMillis: () => 600_000 });
};

describe("pnpm prove --simulate", () => {
  it("finds nothing wrong with the worker as it is, with every interleaving of two deliveries and some episodes", async () => {
    expect(await findFailure([...interleavings, ...episodes], makeWorker)).to.equal(undefined);
  });

  it("counts every schedule of two deliveries that make two calls each, with a crash after any of them", async () => {
    const [same] = pairings;
    if (same === undefined) throw new Error("expected a pairing");
    const enumerated = await withVirtualTimeOuts(makeVirtualClock(), async () =>
      enumerate(same, { deliveries: 1, hasFaults: false }, makeWorker),
    );
    // Lattice paths to (0,0), (1,0), (0,1), (1,1): 1 + 1 + 1 + 2. To (2,0), (0,2), (2,1), (1,2), (2,2): 1 + 1 + 3 + 3 + 6,
    // each with the answer to the first record and with a crash before it.
    expect(enumerated.interleavings).to.equal(33n);
  });

  it("makes the same history of the same seed, and another one of another", async () => {
    const histories: TaskResult[] = [];
    for (const seed of [7, 7, 8]) histories.push(await runTask({ kind: "episode", seed }, makeWorker));
    expect(histories[1]).to.deep.equal(histories[0]);
    expect(histories[2]?.history).to.not.equal(histories[0]?.history);
  });

  const broken: readonly (readonly [
    what: string,
    worker: MakeWorker,
    tasks: readonly Task[],
    InvariantName,
  ])[] = [
    ["writes records without a condition", unconditional, interleavings, "processed-is-final"],
    ["takes every text for archived", believesInAnArchive, interleavings, "archived-before-recorded"],
    ["acknowledges what failed", acknowledgesAll, episodes, "acknowledged-is-on-record"],
    ["returns a whole batch for one failure", returnsAllWhenOneFails, episodes, "healthy-is-acknowledged"],
    ["deletes what it has not sent again", dropsCopies, episodes, "acknowledged-is-on-record"],
    ["overlooks its deadline", overlooksItsDeadline, episodes, "answers-in-time"],
  ];
  for (const [what, worker, tasks, invariant] of broken)
    it(`shows in at most twelve steps what comes of a worker that ${what}`, async () => {
      const failure = await findFailure(tasks, worker);
      expect(failure?.invariant).to.equal(invariant);
      expect(failure?.steps).to.have.length.within(1, 12);
    });

  it("answers with its figures, from all cores", async () => {
    const result = await simulate({ deliveries: 500, seed: 1 });
    expect(result.ok).to.equal(true);
    expect(result.deliveries).to.be.at.least(500);
  });
});
