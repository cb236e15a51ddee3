// The steps of a schedule, in words: what happens to several messages one after the other is one step.
import type { Step } from "./scene.ts";

export const toSteps = (steps: readonly Step[]): readonly string[] => {
  const merged: { readonly who: string[]; readonly what: string }[] = [];
  for (const { who, what } of steps) {
    const last = merged.at(-1);
    if (last?.what === what) last.who.push(who);
    else merged.push({ who: [who], what });
  }
  return merged.map(({ who, what }) => `${who.join(", ")}: ${what}`);
};
