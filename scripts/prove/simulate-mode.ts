// `pnpm prove --simulate`: the worker alone, over stores and a queue in memory, on a virtual clock.
import { InvalidArgumentError, Option } from "commander";
import type { Mode } from "./mode.ts";
import { describeFailure } from "./simulate/failure.ts";
import { simulate } from "./simulate/simulate.ts";

const toDeliveries = (text: string): number => {
  const deliveries = Number(text);
  if (!(Number.isSafeInteger(deliveries) && deliveries >= 0))
    throw new InvalidArgumentError("Expected a whole number, 0 or more.");
  return deliveries;
};

const defaultDeliveries = 1_000_000;

export const simulateMode: Mode = {
  flag: "simulate",
  description:
    "the worker over stores and a queue in memory: every interleaving of deliveries, and many under faults",
  takes: ["seed"],
  options: [
    new Option(
      "--deliveries <n>",
      `with --simulate: how many at least, beside the interleavings (default: ${defaultDeliveries})`,
    ).argParser(toDeliveries),
  ],
  run: async ({ deliveries = defaultDeliveries, seed }, progress) => {
    const { ok, failure, ...figures } = await simulate({ deliveries, seed, onProgress: progress.show });
    return {
      ok,
      figures: { ...figures, ...(failure === undefined ? {} : { failure }) },
      summary:
        failure === undefined
          ? [
              `${figures.states.toLocaleString("en")} states (${figures.interleavings.toLocaleString("en")} interleavings lead through them), with every crash`,
              `${figures.deliveries.toLocaleString("en")} deliveries under faults: each message ended as one truth`,
              `history ${figures.history} of seed ${seed}`,
            ].join("\n")
          : describeFailure(failure),
    };
  },
};
