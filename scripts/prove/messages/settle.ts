// The end of a run: faults stop, what fails alone is seen to be dead-lettered and what meets an outage is not, the dead
// letters are redriven, and the queue drains.
import { SQSClient, StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import { toLoopbackClient } from "@message-handler/local-cloud/loopback";
import { setTimeout as sleep } from "node:timers/promises";
import type { Queue, RunningSystem } from "../system/running-system.ts";
import type { Failure } from "./failure.ts";
import type { Post } from "./plan.ts";
import type { ProofSystem } from "./proof-system.ts";
import { tableOutage, type FaultRule } from "./weather.ts";

/** Without anything leaving the queue. */
const patienceMs = 45_000;
/** A message that was in flight when its function died stays hidden for no longer than this, on a busy machine. */
const hiddenMs = 200_000;
/** Letters that were in flight at the first redrive may come after it. */
const redrives = 3;

type Show = (text: string) => void;

const total = ({ visible, in_flight, delayed }: Queue): number => visible + in_flight + delayed;

/** False when nothing has moved for so long, though nothing is hidden. */
const untilIdle = async (system: RunningSystem, show: Show): Promise<boolean> => {
  const start = performance.now();
  let fewest = Infinity;
  let movedAt = start;
  for (;;) {
    const queue = await system.workQueue();
    const left = total(queue);
    if (left === 0) return true;
    show(`${left} messages are left`);
    const now = performance.now();
    if (left < fewest) movedAt = now;
    fewest = Math.min(fewest, left);
    const isHidden = queue.in_flight === left;
    if (now - movedAt > (isHidden ? hiddenMs : patienceMs)) return false;
    await sleep(100);
  }
};

/** Until the dead-letter queue is empty. */
const redrive = async (system: RunningSystem, { arn }: Queue): Promise<void> => {
  const sqs = new SQSClient({ ...toLoopbackClient(system.outputs.aws_endpoint), maxAttempts: 3 });
  try {
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
  } finally {
    sqs.destroy();
  }
  const end = performance.now() + patienceMs;
  while (total(await system.deadLetterQueue()) > 0 && performance.now() < end) await sleep(50);
};

/** Waits until the queue is empty. */
export const drain = async (system: RunningSystem, show: Show): Promise<readonly Failure[]> => {
  if (await untilIdle(system, show)) return [];
  const left = total(await system.workQueue());
  return [{ check: "drained", what: `${left} messages are still in the queue, and nothing moves` }];
};

export type Settled = {
  readonly failures: readonly Failure[];
  /** A letter counts each time. */
  readonly redriven: number;
  /** Left at the end. */
  readonly deadLetters: number;
};

const redriveAll = async (system: RunningSystem, show: Show): Promise<Settled> => {
  const failures: Failure[] = [];
  let redriven = 0;
  for (let count = 0; count < redrives; count += 1) {
    const letters = await system.deadLetterQueue();
    if (total(letters) === 0) break;
    redriven += total(letters);
    await redrive(system, letters);
    failures.push(...(await drain(system, show)));
  }
  const deadLetters = total(await system.deadLetterQueue());
  if (deadLetters > 0)
    failures.push({
      check: "dead letters",
      what: `${deadLetters} dead letters are left after ${redrives} redrives`,
    });
  return { failures, redriven, deadLetters };
};

const isPoisoned = (post: Post): boolean => post.kind === "accepted" && post.isPoisoned === true;

/** When no messages are sent any more. */
export const settle = async (
  proof: ProofSystem,
  posts: readonly Post[],
  poison: readonly FaultRule[],
  show: Show,
): Promise<Settled> => {
  const failures: Failure[] = [];
  const system = await proof.running();
  await proof.setFaults(poison);
  failures.push(...(await drain(system, show)));
  for (const post of posts.filter(isPoisoned)) {
    if (post.kind === "refused") continue;
    const id = post.text.message_id ?? "";
    if ((await system.peek(await system.deadLetterQueue(), 1, id)).length === 0)
      failures.push({ check: "dead letters", what: `${id} has failed alone, and is not dead-lettered` });
  }
  await proof.setFaults([]);
  const settled = await redriveAll(system, show);
  return { ...settled, failures: [...failures, ...settled.failures] };
};

/** Calls of the store for each message: more than the attempts of as many deliveries as dead-letter one that fails alone. */
const callsInOutage = 15;

export type OutageDeps = {
  readonly proof: ProofSystem;
  readonly posts: readonly Post[];
  readonly send: (posts: readonly Post[]) => Promise<void>;
  /** How many calls of the stores have met a fault. */
  readonly storeFaults: () => number;
  readonly show: Show;
};

/** Sends messages into an outage of the table, once nothing else is left; afterwards they are processed. */
export const endureOutage = async (deps: OutageDeps): Promise<Settled> => {
  const { proof, posts, show } = deps;
  const system = await proof.running();
  await proof.setFaults(tableOutage.rules);
  const enough = deps.storeFaults() + posts.length * callsInOutage;
  await deps.send(posts);
  const end = performance.now() + patienceMs;
  while (deps.storeFaults() < enough && performance.now() < end) {
    show(`an outage of the table: ${total(await system.workQueue())} messages wait`);
    await sleep(100);
  }
  await proof.setFaults([]);
  const failures = [...(await drain(system, show))];
  const letters = total(await system.deadLetterQueue());
  // The first few of an outage may not be told from messages that fail alone.
  if (letters > posts.length / 2)
    failures.push({
      check: "dead letters",
      what: `${letters} of ${posts.length} messages that met an outage are dead-lettered`,
    });
  const settled = await redriveAll(system, show);
  return { ...settled, failures: [...failures, ...settled.failures] };
};
