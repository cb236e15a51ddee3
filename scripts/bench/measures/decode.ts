// What it takes to tell a valid message from an invalid one.
import { figures } from "../figures.ts";
import type { Measure } from "../measure.ts";
import { runMicro } from "../run-micro.ts";
import { makeSamples } from "../sample.ts";
import { shuffled } from "../statistics.ts";
import { product, tType, zod } from "./micro-subjects.ts";

export const decode: Measure = {
  name: "decode",
  description: "processor time to decode a message, beside io-ts's t.type of the same codecs, and zod",
  run: async ({ rounds, progress }) => {
    const samples = makeSamples();
    for (let round = 1; round <= rounds; round += 1)
      for (const subject of shuffled([product, tType, zod])) {
        progress.show(`decode, round ${round} of ${rounds}: ${subject}`);
        samples.add("decode", subject, {
          [figures.valid]: await runMicro("run-decode.ts", subject, "valid"),
          [figures.invalid]: await runMicro("run-decode.ts", subject, "invalid"),
        });
      }
    return samples.all();
  },
};
