// What the worker itself takes for a message, without clients and network.
import { figures } from "../figures.ts";
import type { Measure } from "../measure.ts";
import { runMicro } from "../run-micro.ts";
import { makeSamples } from "../sample.ts";
import { shuffled } from "../statistics.ts";
import { handWritten, product } from "./micro-subjects.ts";

export const glue: Measure = {
  name: "glue",
  description:
    "processor time of the worker over stub stores, beside a hand-written loop of the same contract",
  run: async ({ rounds, progress }) => {
    const samples = makeSamples();
    for (let round = 1; round <= rounds; round += 1)
      for (const subject of shuffled([product, handWritten])) {
        progress.show(`glue, round ${round} of ${rounds}: ${subject}`);
        samples.add("glue, batch of 10", subject, {
          [figures.warm]: await runMicro("run-worker.ts", subject, "10", "0"),
        });
      }
    return samples.all();
  },
};
