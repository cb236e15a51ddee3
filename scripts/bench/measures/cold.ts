// What a new process does before its first result.
import { toCases } from "./cases.ts";
import { limitCore } from "../function/core-share.ts";
import { hasValgrind } from "../function/valgrind.ts";
import type { Measure } from "../measure.ts";
import { makeSamples } from "../sample.ts";
import { countInstructions } from "./cold-instructions.ts";
import { measureTime } from "./cold-time.ts";

export const cold: Measure = {
  name: "cold",
  description: "import and first invocation: instructions, time, and time at the share of a core of 512 MB",
  run: async (context) => {
    const { say } = context.progress;
    const samples = makeSamples();
    const cases = toCases(await context.subjects());
    const share = limitCore();
    if (share === undefined) say("No control group can be made here: a share of a core is calculated.");
    try {
      if (await hasValgrind()) await countInstructions(cases, samples, context, share === undefined);
      else say("valgrind is not installed: processor time stands for instructions.");
      await measureTime(cases, samples, context, share?.quotaFile);
    } finally {
      share?.remove();
    }
    return samples.all();
  },
};
