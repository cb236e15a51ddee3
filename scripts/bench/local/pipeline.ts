// What a message costs from its post to its record, and what it keeps in memory.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { LocalCloud } from "@message-handler/local-cloud";
import { median } from "../statistics.ts";
import type { Row } from "./row.ts";
import { processMessages, processorTimeOf } from "./system.ts";

const collectGarbage = (): void => {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
};

/** Bytes of memory that one more processed message keeps, once the process has what it needs for itself. */
export const memoryPerMessage = async (cloud: LocalCloud, count: number): Promise<number> => {
  collectGarbage();
  const before = process.memoryUsage.rss();
  await processMessages(cloud, count);
  collectGarbage();
  return (process.memoryUsage.rss() - before) / count;
};

export const measurePipeline = async (cloud: LocalCloud): Promise<readonly Row[]> => {
  const count = 1000;
  await processMessages(cloud, count); // warms up
  const rounds: { readonly processor: number; readonly seconds: number }[] = [];
  for (let round = 0; round < 3; round += 1) {
    const start = performance.now();
    const processor = await processorTimeOf(async () => processMessages(cloud, count));
    rounds.push({ processor: processor / count, seconds: (performance.now() - start) / 1000 });
  }
  return [
    {
      measure: "processor time a message, main process",
      value: median(rounds.map(({ processor }) => processor)),
      unit: "ms",
    },
    {
      measure: "messages through the pipeline, sender on the same machine",
      value: count / median(rounds.map(({ seconds }) => seconds)),
      unit: "1/s",
    },
  ];
};
