// What a load run found, drawn.
import { toFanChart, toLineChart, type Line } from "../../charts/line-chart.ts";
import type { Charts } from "../mode.ts";
import type { Sample } from "./sample.ts";
import type { Saturation, Step } from "./saturation.ts";
import type { Soak } from "./soak.ts";

const offered = { name: "messages posted a second" };

export const toLoadCharts = (
  steps: readonly Step[],
  { saturated_at: at }: Saturation,
  when: string,
): Charts => {
  const line = (name: string, value: (step: Step) => number | undefined): Line => ({
    name,
    points: steps.map((step) => [step.rate, value(step) ?? NaN]),
  });
  const marks = at === undefined ? {} : { marks: [{ x: at, name: `${at}/s: saturated` }] };
  return {
    throughput: toLineChart({
      title: "How much the local system takes",
      subtitle: when,
      x: offered,
      y: { name: "messages a second" },
      lines: [
        line("posted", ({ rate }) => rate),
        line("accepted", (step) => step.accepted_per_second),
        line("recorded", (step) => step.processed_per_second),
      ],
      ...marks,
    }),
    latency: toFanChart({
      title: "From acceptance to record, at a rising rate",
      subtitle: when,
      x: offered,
      y: { name: "milliseconds", isLogarithmic: true },
      lines: [
        line("p50", (step) => step.p50_ms),
        line("p95", (step) => step.p95_ms),
        line("p99", (step) => step.p99_ms),
      ],
      ...marks,
    }),
    queue: toLineChart({
      title: "What waits in the queue, at most",
      subtitle: when,
      x: offered,
      y: { name: "messages" },
      lines: [line("messages", (step) => step.queue_depth_max)],
      ...marks,
    }),
    processor: toLineChart({
      title: "Processor that the local system takes",
      subtitle: when,
      x: offered,
      y: { name: "cores" },
      lines: [
        line("main process", (step) => step.main_cores),
        line("functions", (step) => step.functions_cores),
      ],
      ...marks,
    }),
  };
};

export const toSoakCharts = ({ samples, latencies, rate, minutes }: Soak, when: string): Charts => {
  const start = samples[0]?.at ?? 0;
  const line = (name: string, value: (sample: Sample) => number | undefined): Line => ({
    name,
    points: samples.map((sample) => [(sample.at - start) / 60_000, value(sample) ?? NaN]),
  });
  const what = `${minutes} minutes at ${rate} messages a second`;
  const x = { name: "minutes" };
  return {
    memory: toLineChart({
      title: `Memory over ${what}`,
      subtitle: when,
      x,
      y: { name: "MiB" },
      lines: [
        line("main process, live heap", (sample) => sample.main_heap_mib),
        line("main process, resident", ({ main }) => main?.mib),
        line("functions, resident", ({ functions }) => functions?.mib),
      ],
    }),
    ...(samples.some(({ main }) => main !== undefined)
      ? {
          handles: toLineChart({
            title: `Open handles over ${what}`,
            subtitle: when,
            x,
            y: { name: "file descriptors" },
            lines: [
              line("main process", ({ main }) => main?.handles),
              line("functions", ({ functions }) => functions?.handles),
            ],
          }),
        }
      : {}),
    latency: toFanChart({
      title: `From acceptance to record over ${what}`,
      subtitle: when,
      x,
      y: { name: "milliseconds", isLogarithmic: true },
      lines: [
        { name: "p50", points: latencies.map(({ minute, p50_ms }) => [minute, p50_ms]) },
        { name: "p95", points: latencies.map(({ minute, p95_ms }) => [minute, p95_ms]) },
        { name: "p99", points: latencies.map(({ minute, p99_ms }) => [minute, p99_ms]) },
      ],
    }),
  };
};
