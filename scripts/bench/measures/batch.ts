// Whether the messages of a batch are processed at once.
import { figures } from "../figures.ts";
import type { Measure } from "../measure.ts";
import { runMicro } from "../run-micro.ts";
import { makeSamples } from "../sample.ts";
import { shuffled } from "../statistics.ts";
import { product } from "./micro-subjects.ts";

const storeMs = 5;
const sizes = [1, 10, 100];

export const batch: Measure = {
  name: "batch",
  description: `time of batches of 1, 10 and 100 with stores that answer after ${storeMs} ms`,
  run: async ({ rounds, progress }) => {
    const samples = makeSamples();
    for (let round = 1; round <= rounds; round += 1)
      for (const size of shuffled(sizes)) {
        progress.show(`batch, round ${round} of ${rounds}: ${size}`);
        samples.add(`batch, stores of ${storeMs} ms`, product, {
          [figures.batch(size)]: await runMicro("run-worker.ts", product, `${size}`, `${storeMs}`),
        });
      }
    const found = samples.all();
    return sizes.flatMap((size) => found.filter(({ figure }) => figure === figures.batch(size)));
  },
};
