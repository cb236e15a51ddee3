// Whether memory or handles grow while the load stays the same.
import { slopeOf } from "./linear-fit.ts";
import type { Sample } from "./sample.ts";

/**
 * A minute, by a linear fit through the least value of each third of what follows the warm-up: connections of a burst
 * are closed after a minute, what leaks stays. What V8 has not collected yet is in the resident memory for long, and is
 * bounded by wider limits. 0.2 MiB a minute are 175 bytes a message at the usual rate.
 */
export const growthLimits = {
  main_heap_mib: 0.2,
  main_mib: 3,
  main_handles: 0.2,
  functions_handles: 0.2,
} as const;
/**
 * MiB of the function's process that has most, at its least in the last of those thirds: half of what Lambda gives it.
 * Its growth tells nothing in half an hour: while there is room, V8 gives the worker that runs most some 80 MiB more
 * within ten minutes, and then no more.
 */
export const functionLimit = 256;

/** Undefined: it was not measured. */
export type Growth = Readonly<Record<keyof typeof growthLimits, number | undefined>>;

/** Of the whole time: caches and logs of a bounded size fill, functions find their heaps' sizes. */
const warmUp = 1 / 3;
const parts = 3;

export const growthNames = {
  main_heap_mib: "live heap of the main process, MiB",
  main_mib: "memory of the main process, MiB",
  main_handles: "handles of the main process",
  functions_handles: "handles of the functions",
} as const satisfies Record<keyof Growth, string>;
export const growthFigures = ["main_heap_mib", "main_mib", "main_handles", "functions_handles"] as const;

const figureOf: Readonly<Record<keyof Growth, (sample: Sample) => number | undefined>> = {
  main_heap_mib: (sample) => sample.main_heap_mib,
  main_mib: ({ main }) => main?.mib,
  main_handles: ({ main }) => main?.handles,
  functions_handles: ({ functions }) => functions?.handles,
};

/** What follows the warm-up, in parts. */
const toParts = (samples: readonly Sample[]): readonly (readonly Sample[])[] => {
  const times = samples.map(({ at }) => at);
  const start = Math.min(...times);
  const counts = start + (Math.max(...times) - start) * warmUp;
  const length = (Math.max(...times) - counts) / parts;
  return Array.from({ length: parts }, (_, index) =>
    samples.filter(({ at }) => at >= counts + index * length && at < counts + (index + 1) * length),
  );
};

type Point = { readonly at: number; readonly value: number };

const toLeast = (
  samples: readonly Sample[],
  toValue: (sample: Sample) => number | undefined,
): Point | undefined =>
  samples
    .flatMap((sample) => {
      const value = toValue(sample);
      return value === undefined ? [] : [{ at: sample.at, value }];
    })
    .toSorted((one, other) => one.value - other.value)[0];

/** Undefined: it was not measured. */
export const toFunctionMib = (samples: readonly Sample[]): number | undefined => {
  const least = toLeast(toParts(samples).at(-1) ?? [], (sample) => sample.function_mib_max);
  return least === undefined ? undefined : Math.round(least.value);
};

export const toGrowth = (samples: readonly Sample[]): Growth => {
  const growth = (name: keyof Growth): number | undefined => {
    const points = toParts(samples).flatMap((part) => toLeast(part, figureOf[name]) ?? []);
    // Of a single point nothing is known.
    return points.length < 2
      ? undefined
      : Number(slopeOf(points.map(({ at, value }) => [at / 60_000, value])).toFixed(3));
  };
  return {
    main_heap_mib: growth("main_heap_mib"),
    main_mib: growth("main_mib"),
    main_handles: growth("main_handles"),
    functions_handles: growth("functions_handles"),
  };
};

/** A sentence for each that grows faster than it may. */
export const findGrowing = (growth: Growth): readonly string[] =>
  growthFigures.flatMap((name) => {
    const grows = growth[name] ?? 0;
    return grows > growthLimits[name]
      ? [`${growthNames[name]}: grows by ${grows} a minute, more than ${growthLimits[name]}`]
      : [];
  });

/** Their names, for people. */
export const findUnmeasured = (growth: Growth): readonly string[] =>
  growthFigures.filter((name) => growth[name] === undefined).map((name) => growthNames[name]);
