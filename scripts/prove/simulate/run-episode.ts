// Runs an episode on a virtual clock: messages are sent, received in batches by a few environments, and processed by the real
// worker; at the end nothing fails any more, the dead letters are redriven, and the queue drains.
import { makeAskStores } from "./ask-stores.ts";
import { makeQueuePorts } from "./ask-queue.ts";
import { checkChange, toLedger } from "./check-change.ts";
import { toDelivery, type Delivery, type Environment } from "./environment.ts";
import { BEGINNING, type Episode, type Send } from "./episode.ts";
import { violation, type Violation } from "./invariants.ts";
import { makeJudge, type Outcome } from "./judge-batch.ts";
import { makeMemoryQueue, MOST_RECEIVES, type Receipt } from "./memory-queue.ts";
import type { MakeWorker } from "./make-worker.ts";
import { checkAcknowledged } from "./moves.ts";
import { makeScene, type Scene, type SceneDeps } from "./scene.ts";
import { ownerOf } from "./sent.ts";
import { toAttributes, toReturnedIds, toSqsEvent } from "./sqs-event.ts";
import { emptyStores, takeEffect } from "./stores.ts";
import { truthsOf } from "./truth.ts";
import { settled } from "./virtual-clock.ts";

export type EpisodeResult = {
  readonly deliveries: number;
  /** Tells one history from another. */
  readonly history: number;
  readonly broken?: Violation;
};

export type EpisodeDeps = SceneDeps & { readonly makeWorker: MakeWorker };

const ENVIRONMENTS = 3;
const BATCH = 10;
const TIME_OUT_MS = 30_000;

const mix = (history: number, part: number): number =>
  (Math.imul(history ^ part, 0x9e3779b1) ^ (history >>> 15)) >>> 0;

const toOutcome = ({ send, mishaps, hasQueueMishap, isCopied, isDeleted }: Delivery): Outcome => {
  const isPostponed = isCopied && mishaps.length > 0;
  return {
    send,
    mishaps,
    hasQueueMishap,
    end: isPostponed ? "postponed" : isDeleted ? "acknowledged" : "returned",
  };
};

const toEvent = (batch: readonly Delivery[]): object =>
  toSqsEvent(
    batch.map(({ receipt: { entry, receipt }, send: { sent } }) => ({
      sqsMessageId: entry.sqsMessageId,
      receiptHandle: receipt,
      receiveCount: entry.receiveCount,
      sentAt: BEGINNING + Math.floor(entry.sentAt),
      body: sent.raw,
      groupId: ownerOf(sent),
      attributes: entry.attributes,
    })),
  );

const makeWorld = (scene: Scene, makeWorker: MakeWorker) => {
  const { clock, episode, fail, latency, tell } = scene;
  const stores = emptyStores();
  const ledger = toLedger(episode.sends.map(({ sent }) => sent));
  const judge = makeJudge();
  const deliveriesOf = new Map<Send, number>();
  const environments: Environment[] = [];
  let [deliveries, history] = [0, 0];
  let [isPolling, isRedriven] = [false, false];

  const askStores = makeAskStores(scene, (call) => {
    const { answer, change } = takeEffect(stores, call);
    if (change !== undefined) fail(checkChange(ledger, stores, change));
    history = mix(history, clock.now());
    return answer;
  });

  const queue = makeMemoryQueue({
    clock,
    onReady: () => pollSoon(),
    onDead: ({ send }) => {
      tell(send, "dead-lettered");
      const isLone = send.poison !== undefined && episode.weather.isCalm && !isRedriven;
      if (isLone && deliveriesOf.get(send) !== MOST_RECEIVES)
        fail(
          violation(
            "lone-failure-dies-after-three",
            `${send.sent.name} died after ${deliveriesOf.get(send)} deliveries`,
          ),
        );
    },
  });

  const remove = (delivery: Delivery): void => {
    const { send, isCopyWanted, receipt } = delivery;
    delivery.isDeleted = true;
    queue.remove(receipt);
    if (queue.places(send) > 0) return;
    const broken = checkAcknowledged(stores, send.sent);
    fail(
      broken !== undefined && isCopyWanted
        ? violation("never-in-no-place", `${send.sent.name} was deleted, and no copy is in the queue`)
        : broken,
    );
  };

  const makeEnvironment = (): Environment => {
    const started = new Set<Delivery>();
    const environment: Environment = {
      isBusy: false,
      isDead: false,
      batch: [],
      worker: makeWorker({
        ...makeQueuePorts(scene, queue, () => environment, remove),
        now: () => new Date(BEGINNING + Math.floor(clock.now())),
        random: scene.draw,
        storesOf: ({ envelope }) => {
          // Several deliveries of one message are told apart by their order.
          const delivery = environment.batch.find(
            (each) => !started.has(each) && each.send.sent.requestId === envelope.request_id,
          );
          if (delivery === undefined) throw new Error("the worker processes what it was not given");
          started.add(delivery);
          if (delivery.send.poison === "bug" && scene.isFaulty()) {
            delivery.mishaps.push({ kind: "bug" });
            tell(delivery.send, "the worker throws");
            throw new Error("a bug");
          }
          return askStores(environment, delivery);
        },
      }),
    };
    return environment;
  };

  const receive = (receipt: Receipt): Delivery => {
    const { entry, isDuplicate } = receipt;
    const { send } = entry;
    const nth = (deliveriesOf.get(send) ?? 0) + (isDuplicate ? 0 : 1);
    deliveriesOf.set(send, nth);
    const odds = isDuplicate ? [] : episode.weather.receiveOdds;
    const mishap = scene.mishapAt("receive", { send, nth, call: isDuplicate ? 1 : 0 }, odds);
    if (mishap?.kind === "duplicate") clock.after(mishap.ms, () => queue.duplicate(receipt));
    tell(send, isDuplicate ? "delivered again, although it was not returned" : `delivery ${nth}`, {
      isStart: true,
    });
    return toDelivery(receipt, nth);
  };

  const kill = (environment: Environment): void => {
    environment.isDead = true;
    environments[environments.indexOf(environment)] = makeEnvironment();
    pollSoon();
  };

  const crashOf = ([first]: readonly Delivery[]) =>
    first === undefined
      ? undefined
      : scene.mishapAt(
          "invocation",
          { send: first.send, nth: first.nth, call: 0 },
          episode.weather.invocationOdds,
        );

  const end = (environment: Environment, answer: unknown): void => {
    const { batch } = environment;
    const returned = toReturnedIds(
      answer,
      batch.map(({ receipt }) => receipt.entry.sqsMessageId),
    );
    for (const delivery of batch) {
      if (returned.includes(delivery.receipt.entry.sqsMessageId)) continue;
      if (!delivery.isDeleted) tell(delivery.send, delivery.isCopied ? "deleted" : "acknowledged");
      remove(delivery);
    }
    fail(judge(batch.map(toOutcome), clock.now()));
    environment.isBusy = false;
    pollSoon();
  };

  const invoke = (environment: Environment, receipts: readonly Receipt[]): void => {
    const endsAt = clock.now() + TIME_OUT_MS;
    const batch = receipts.map(receive);
    deliveries += batch.length;
    environment.isBusy = true;
    environment.batch = batch;
    const crash = crashOf(batch);
    const dies = (ms: number, how: () => void) =>
      clock.after(ms, () => {
        if (!environment.isBusy || environment.batch !== batch) return;
        how();
        kill(environment);
      });
    const names = batch.map(({ send }) => send.sent.name).join(", ");
    const timeOut = dies(TIME_OUT_MS, () =>
      fail(violation("answers-in-time", `an invocation with ${names} ran into its time-out`)),
    );
    if (crash?.kind === "crash")
      dies(crash.ms, () => {
        timeOut();
        for (const { send } of batch) tell(send, "its invocation crashes");
      });
    const ended = (answer: unknown): void => {
      if (environment.isDead) return;
      timeOut();
      end(environment, answer);
    };
    const invocation = {
      awsRequestId: "invocation",
      getRemainingTimeInMillis: () => endsAt - clock.now(),
    };
    // An error returns the whole batch.
    environment
      .worker(toEvent(batch), invocation)
      .then(ended, () => ended({ batchItemFailures: [{ itemIdentifier: "" }] }));
  };

  const pollSoon = (): void => {
    if (isPolling || queue.readyCount() === 0) return;
    isPolling = true;
    clock.after(latency(), () => {
      isPolling = false;
      const idle = environments.find(({ isBusy }) => !isBusy);
      if (idle === undefined) return;
      const receipts = queue.receive(BATCH, (below) => Math.floor(scene.draw() * below));
      if (receipts.length > 0) invoke(idle, receipts);
      pollSoon();
    });
  };

  return {
    start: () => {
      for (let n = 0; n < ENVIRONMENTS; n += 1) environments.push(makeEnvironment());
      for (const send of episode.sends)
        clock.after(send.at, () => {
          tell(send, "sent");
          queue.send(send, 0, toAttributes(send.sent));
        });
    },
    /** False when no letter is left. */
    redrive: () => {
      isRedriven = true;
      return queue.redrive();
    },
    judgeEnd: () => {
      for (const { sent } of episode.sends) {
        const truths = truthsOf(stores, sent);
        if (truths.length !== 1)
          fail(violation("one-truth", `${sent.name} ended as ${truths.join(" and ") || "nothing"}`));
      }
    },
    toResult: () => ({ deliveries, history }),
  };
};

/** Time-outs must be those of the deps' clock. */
export const runEpisode = async (episode: Episode, deps: EpisodeDeps): Promise<EpisodeResult> => {
  const scene = makeScene(episode, deps);
  const world = makeWorld(scene, deps.makeWorker);
  const isBroken = (): boolean => scene.broken() !== undefined;
  world.start();
  do {
    while (!isBroken() && deps.clock.step()) await settled();
  } while (!isBroken() && world.redrive());
  world.judgeEnd();
  const broken = scene.broken();
  return { ...world.toResult(), ...(broken === undefined ? {} : { broken }) };
};
