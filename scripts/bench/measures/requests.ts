// What a first invocation loads, reads and asks for.
import { isNothing, toCases } from "./cases.ts";
import { figures } from "../figures.ts";
import { invoke } from "../function/invoke.ts";
import type { Measure } from "../measure.ts";
import { makeSamples } from "../sample.ts";

export const requests: Measure = {
  name: "requests",
  description: "builtin modules that are loaded, undici, files of ~/.aws that are read, requests a message",
  run: async ({ subjects, progress }) => {
    const samples = makeSamples();
    const cases = toCases(await subjects());
    for (const { task, subject } of cases.filter((each) => !isNothing(each))) {
      progress.show(`requests: ${task.name}, ${subject.name}`);
      const nothing = cases.find((each) => each.task === task && isNothing(each));
      if (nothing === undefined) throw new Error(`nothing is built for ${task.name}`);
      const before = await invoke(nothing.subject, task);
      const ran = await invoke(subject, task);
      // The watch itself has Node load modules.
      const { reads } = await invoke(subject, task, { watchesReads: true });
      samples.add(task.name, subject.name, {
        [figures.builtins]: ran.builtins - before.builtins,
        [figures.undici]: Number(ran.loadsUndici),
        [figures.reads]: reads.length,
        [figures.requests]: ran.requests,
      });
    }
    return samples.all();
  },
};
