// What goes wrong in an episode: by chance, or, when a failing one is shrunk, what is left of what went wrong before.
import type { FaultName } from "./aws-answer.ts";
import { chanceAt } from "./random.ts";

export type Mishap =
  /** Of a call. `again`: the answer is lost, and the SDK sends the request once more. `slow`: effect and answer are late. */
  | { readonly kind: "refused" | "lost"; readonly fault: FaultName }
  | { readonly kind: "again" | "hang" }
  | { readonly kind: "slow"; readonly ms: number }
  /** Of an invocation, or of a receive: after so many milliseconds. */
  | { readonly kind: "crash"; readonly ms: number }
  | { readonly kind: "duplicate"; readonly ms: number }
  /** Of a delivery: the worker throws where no code foresees it. */
  | { readonly kind: "bug" };

export type Site = "store" | "queue" | "invocation" | "receive";

/** The number of the message, of its delivery, of the call. */
export type Place = readonly [site: Site, message: number, delivery: number, call: number];

export type Mishaps = {
  /** @param odds how likely each is; together at most 1 */
  readonly at: (place: Place, odds: readonly Odds[]) => Mishap | undefined;
  /** All that have happened so far, by place. */
  readonly happened: ReadonlyMap<string, Mishap>;
};

/** `draw` gets a number of its own, uniform in [0, 1). */
export type Odds = { readonly chance: number; readonly draw: (luck: number) => Mishap };

const sites: Readonly<Record<Site, number>> = { store: 1, queue: 2, invocation: 3, receive: 4 };

export const mishapsByChance = (seed: number): Mishaps => {
  const happened = new Map<string, Mishap>();
  return {
    happened,
    at: (place, odds) => {
      if (odds.length === 0) return undefined;
      const [site, ...rest] = place;
      let luck = chanceAt(seed, sites[site], ...rest);
      for (const { chance, draw } of odds) {
        if (luck < chance) {
          const mishap = draw(chanceAt(seed, sites[site] + 10, ...rest));
          happened.set(place.join(" "), mishap);
          return mishap;
        }
        luck -= chance;
      }
      return undefined;
    },
  };
};

export const onlyMishaps = (planned: ReadonlyMap<string, Mishap>): Mishaps => ({
  happened: planned,
  at: (place) => planned.get(place.join(" ")),
});
