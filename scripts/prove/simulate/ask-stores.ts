// Calls of the stores on their way there and back, and what happens to them.
import { toFaultAnswer, type Answer } from "./aws-answer.ts";
import type { Delivery, Environment } from "./environment.ts";
import type { Mishap } from "./mishaps.ts";
import type { Scene } from "./scene.ts";
import type { Call } from "./stores.ts";

const SDK_TIME_OUT_MS = 2000;

const mishapOf = (scene: Scene, delivery: Delivery, call: Call): Mishap | undefined => {
  const { send, nth } = delivery;
  delivery.storeCalls += 1;
  if (send.poison !== undefined && send.poison !== "bug" && scene.isFaulty())
    return { kind: "refused", fault: send.poison };
  const odds = scene.episode.weather.storeOdds(call, scene.clock.now());
  return scene.mishapAt("store", { send, nth, call: delivery.storeCalls }, odds);
};

type OfCall = Extract<Mishap, { readonly kind: "refused" | "lost" | "again" | "hang" | "slow" }>;

const isOfCall = (mishap: Mishap | undefined): mishap is OfCall =>
  mishap !== undefined && ["refused", "lost", "again", "hang", "slow"].includes(mishap.kind);

const toWords = (mishap: OfCall): string => {
  switch (mishap.kind) {
    case "refused":
      return mishap.fault;
    case "lost":
      return `done, but answered with ${mishap.fault}`;
    case "again":
      return "done, its answer is lost, and the SDK asks again";
    case "hang":
      return "done, and never answered";
    case "slow":
      return `takes ${Math.round(mishap.ms / 1000)} s`;
    default:
      return mishap satisfies never;
  }
};

/**
 * A request that is on its way takes effect even if whoever sent it has died; nobody hears the answer then.
 *
 * @param carryOut lets a call take effect
 */
export const makeAskStores =
  (scene: Scene, carryOut: (call: Call) => Answer) =>
  (environment: Environment, delivery: Delivery) =>
  async (call: Call): Promise<Answer> =>
    new Promise((resolve) => {
      const { clock, latency } = scene;
      const say = (words: string, isEffect = false): void =>
        scene.tell(delivery.send, `${call.operation}: ${words}`, { isEffect });
      const reply = (answer: Answer): void => {
        if (!environment.isDead) resolve(answer);
      };
      const answerAfter = (ms: number, words?: string) =>
        clock.after(ms, () => {
          const answer = carryOut(call);
          say(words ?? ("error" in answer ? answer.error.name : "done"), true);
          clock.after(latency(), () => reply(answer));
        });
      const mishap = mishapOf(scene, delivery, call);
      if (!isOfCall(mishap)) {
        answerAfter(latency());
        return;
      }
      if (mishap.kind !== "again") delivery.mishaps.push(mishap);
      const words = toWords(mishap);
      if (mishap.kind === "slow") {
        say(words);
        answerAfter(mishap.ms);
      } else
        clock.after(latency(), () => {
          if (mishap.kind !== "refused") carryOut(call);
          if (mishap.kind === "again") answerAfter(SDK_TIME_OUT_MS, words);
          else {
            say(words, mishap.kind !== "refused");
            if ("fault" in mishap) clock.after(latency(), () => reply(toFaultAnswer(mishap.fault)));
          }
        });
    });
