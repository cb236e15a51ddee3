// What each further message costs, and what the process keeps in memory.
import { isNothing, toCases } from "./cases.ts";
import { figures } from "../figures.ts";
import { invoke } from "../function/invoke.ts";
import type { Measure } from "../measure.ts";
import { makeSamples } from "../sample.ts";
import { shuffled } from "../statistics.ts";
import { worker } from "../tasks/worker.ts";

const warmUps = 200;
const invocations = 500;

export const warm: Measure = {
  name: "warm",
  description: "processor time of a message in batches of 10, or of a request, and memory after 500 of them",
  run: async ({ rounds, subjects, progress }) => {
    const samples = makeSamples();
    const cases = toCases(await subjects()).filter((each) => !isNothing(each));
    for (let round = 1; round <= rounds; round += 1)
      for (const { task, subject } of shuffled(cases)) {
        progress.show(`warm, round ${round} of ${rounds}: ${task.name}, ${subject.name}`);
        const batch = task === worker ? 10 : 1;
        const ran = await invoke(subject, task, { batch, warmUps, invocations });
        samples.add(task.name, subject.name, {
          [figures.warm]: (ran.warm.cpu * 1000) / (invocations - warmUps) / batch,
          [figures.rss]: ran.rss / 2 ** 20,
        });
      }
    return samples.all();
  },
};
