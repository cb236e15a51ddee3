// What the local system costs. Everything runs in this process but the sender, the functions and what is started by commands: so it is
// this process's time and memory that counts.
import { measureBacklog } from "../local/backlog.ts";
import { measureLists } from "../local/lists.ts";
import { measurePipeline, memoryPerMessage } from "../local/pipeline.ts";
import type { Row } from "../local/row.ts";
import { measureStart, measureSynth } from "../local/start.ts";
import { processMessages, withCloud, withDataDirectory } from "../local/system.ts";
import { figures } from "../figures.ts";
import type { Measure } from "../measure.ts";
import { makeSamples } from "../sample.ts";

const backlog = 10_000;
const kept = 4000;

const toMemory = (where: string, bytes: number): Row => ({
  measure: `memory a kept message, ${where}`,
  value: bytes / 1024,
  unit: "KiB",
});

export const local: Measure = {
  name: "local",
  description: "the local system: start, synth, a message through the pipeline, a backlog, lists, memory",
  run: async ({ progress }) => {
    const samples = makeSamples();
    const add = (...rows: readonly Row[]): void => {
      for (const { measure, value, unit } of rows) {
        progress.show(`local: ${measure}: ${value.toPrecision(3)} ${unit}`);
        samples.add("local system", `${measure}, ${unit}`, { [figures.local]: value });
      }
    };
    add(await measureStart(), await measureSynth());
    await withCloud(undefined, async (cloud) => {
      add(...(await measurePipeline(cloud)));
      add(...(await measureBacklog(cloud, backlog)));
      add(toMemory("in memory", await memoryPerMessage(cloud, kept)));
    });
    await withCloud(undefined, async (cloud) => add(...(await measureLists(cloud))));
    await withDataDirectory(async (directory) =>
      withCloud(directory, async (cloud) => {
        await processMessages(cloud, kept); // warms up
        add(toMemory("in a data directory", await memoryPerMessage(cloud, kept)));
      }),
    );
    return samples.all();
  },
};
