// Sees that the tour begins on a system without faults and dead letters, and leaves it so.
import * as t from "io-ts";
import { setTimeout as sleep } from "node:timers/promises";
import { queueArn, queueName, type TourSystem } from "./tour-system.ts";

const State = t.type({
  queues: t.readonlyArray(
    t.type({ name: t.string, visible: t.number, in_flight: t.number, delayed: t.number }),
  ),
});
type Queue = t.TypeOf<typeof State>["queues"][number];

/** Seconds. The longest wait between two attempts is 79 s. */
const LIMIT_SECONDS = 300;
const POLL_MS = 250;

const countOf = ({ visible, in_flight, delayed }: Queue): number => visible + in_flight + delayed;

const readQueues = async ({ aws_endpoint, queue_url, dead_letter_queue_url }: TourSystem) => {
  const response = await fetch(`${aws_endpoint}/_local/state`);
  const state: unknown = await response.json();
  if (!State.is(state)) throw new Error(`${aws_endpoint}/_local/state shows no queues`);
  const count = (url: string): number =>
    state.queues
      .filter(({ name }) => name === queueName(url))
      .reduce((sum, queue) => sum + countOf(queue), 0);
  return { waiting: count(queue_url), deadLetters: count(dead_letter_queue_url) };
};

const readFaults = async ({ aws_endpoint }: TourSystem): Promise<readonly unknown[]> => {
  const faults: unknown = await (await fetch(`${aws_endpoint}/_local/faults`)).json();
  if (!t.UnknownArray.is(faults)) throw new Error(`${aws_endpoint}/_local/faults shows no list`);
  return faults;
};

/** Why the tour cannot begin: what it would clear or redrive is not its own. Undefined when it can. */
export const findObstacle = async (system: TourSystem): Promise<string | undefined> => {
  const faults = await readFaults(system);
  const { deadLetters } = await readQueues(system);
  const found = [
    faults.length === 0 ? [] : "faults are set (GET /_local/faults shows them, DELETE clears them)",
    deadLetters === 0 ? [] : `${deadLetters} in the dead-letter queue (redrive or delete what is there)`,
  ].flat();
  return found.length === 0 ? undefined : found.join(", and ");
};

const redrive = async ({ aws_endpoint, dead_letter_queue_url, region }: TourSystem): Promise<void> => {
  const response = await fetch(aws_endpoint, {
    method: "POST",
    headers: {
      "x-amz-target": "AmazonSQS.StartMessageMoveTask",
      "content-type": "application/x-amz-json-1.0",
    },
    body: JSON.stringify({ SourceArn: queueArn(dead_letter_queue_url, region) }),
  });
  if (!response.ok) throw new Error(`the redrive was refused with ${response.status}`);
};

/** Clears the faults, then waits until what the outage held up is processed. `say` gets a sentence for each step. */
export const leaveClean = async (
  system: TourSystem,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<void> => {
  await fetch(`${system.aws_endpoint}/_local/faults`, { method: "DELETE" });
  say("Cleaning up: the fault is cleared.");
  const deadline = performance.now() + LIMIT_SECONDS * 1000;
  let announced = false;
  for (;;) {
    const { waiting, deadLetters } = await readQueues(system);
    if (waiting + deadLetters === 0) return say("No faults and no dead letters are left.");
    if (deadLetters > 0) {
      await redrive(system);
      say("The dead letter is redriven.");
    } else if (!announced) {
      announced = true;
      say(
        `The message is tried again by itself: waiting for that, at most ${LIMIT_SECONDS} s (Ctrl-C leaves it to itself) …`,
      );
    }
    if (performance.now() > deadline)
      throw new Error(
        `after ${LIMIT_SECONDS} s messages still wait: ${waiting} in the queue, ${deadLetters} dead letters`,
      );
    await sleep(POLL_MS, undefined, { signal });
  }
};
