// What is uploaded.
import { figures } from "../figures.ts";
import type { Measure } from "../measure.ts";
import { isNothing, toCases } from "./cases.ts";
import { makeSamples } from "../sample.ts";

export const size: Measure = {
  name: "size",
  description: "bytes of the zips",
  run: async ({ subjects }) => {
    const samples = makeSamples();
    for (const each of toCases(await subjects())) {
      const { task, subject } = each;
      if (!isNothing(each) && subject.zipBytes !== undefined)
        samples.add(task.name, subject.name, { [figures.zip]: subject.zipBytes / 1024 });
    }
    return samples.all();
  },
};
