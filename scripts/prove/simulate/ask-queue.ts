// What an environment's worker asks of its queue, and what happens to that.
import * as E from "fp-ts/lib/Either.js";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import type { Delivery, Environment } from "./environment.ts";
import { violation } from "./invariants.ts";
import type { WorkerDeps } from "./make-worker.ts";
import type { MemoryQueue } from "./memory-queue.ts";
import type { Scene } from "./scene.ts";
import { ownerOf } from "./sent.ts";
import { toAttributes } from "./sqs-event.ts";

export type QueuePorts = Pick<WorkerDeps, "changeVisibility" | "sendCopy" | "deleteMessage">;

const unanswered: TransientFailure = {
  kind: "Transient",
  code: "TimeoutError",
  detail: "There was no answer in time.",
  needsOperator: false,
};

type Copy = Parameters<WorkerDeps["sendCopy"]>[0];

/** The worker may add attributes of its own. */
const holds = ({ body, groupId, attributes }: Copy, { send: { sent } }: Delivery): boolean =>
  body === sent.raw &&
  groupId === ownerOf(sent) &&
  Object.entries(toAttributes(sent)).every(
    ([name, { stringValue }]) => attributes[name]?.stringValue === stringValue,
  );

/** @param remove takes a delivery's message out of the queue */
export const makeQueuePorts = (
  scene: Scene,
  queue: MemoryQueue,
  environment: () => Environment,
  remove: (delivery: Delivery) => void,
): QueuePorts => {
  const { clock } = scene;
  const ask = async (
    delivery: Delivery | undefined,
    words: string,
    carryOut: (delivery: Delivery) => void,
  ): Promise<E.Either<TransientFailure, void>> => {
    const { isDead } = environment();
    if (delivery === undefined) throw new Error("the worker asks the queue about what it was not given");
    if (isDead) return new Promise(() => undefined);
    const { send, nth } = delivery;
    delivery.queueCalls += 1;
    const about = { send, nth, call: delivery.queueCalls };
    const mishap = scene.mishapAt("queue", about, scene.episode.weather.queueOdds);
    if (mishap !== undefined) delivery.hasQueueMishap = true;
    if (mishap?.kind !== "refused") carryOut(delivery);
    scene.tell(send, `${words}${mishap === undefined ? "" : `: ${mishap.kind}`}`);
    return new Promise((resolve) => {
      clock.after(scene.latency(), () => {
        if (!environment().isDead && mishap?.kind !== "hang")
          resolve(mishap === undefined ? E.right(undefined) : E.left(unanswered));
      });
    });
  };
  const byReceipt = (handle: string): Delivery | undefined =>
    environment().batch.find(({ receipt }) => receipt.receipt === handle);
  return {
    changeVisibility: async (handle, seconds) =>
      ask(byReceipt(handle), "returned to the queue", ({ receipt }) => queue.hide(receipt, seconds * 1000)),
    sendCopy: async (copy) => {
      const requestId = copy.attributes["request_id"]?.stringValue;
      const left = environment().batch.filter(({ isCopied }) => !isCopied);
      const delivery =
        left.find(({ send }) => send.sent.requestId === requestId) ??
        left.find(({ send }) => send.sent.raw === copy.body);
      if (delivery !== undefined) delivery.isCopyWanted = true;
      return ask(delivery, "sent to the queue again", (copied) => {
        const { send } = copied;
        if (!holds(copy, copied))
          scene.fail(violation("nothing-invented", `${send.sent.name} was sent again, and not as it was`));
        copied.isCopied = true;
        queue.send(send, copy.delaySeconds * 1000, copy.attributes);
      });
    },
    deleteMessage: async (handle) => ask(byReceipt(handle), "deleted from the queue", remove),
  };
};
