// What tells one metric from another.
import type { Datum } from "../../../core/telemetry.ts";

export type MetricId = Pick<Datum, "namespace" | "name" | "dimensions">;

/** The same in whatever order the dimensions stand. */
export const toMetricKey = ({ namespace, name, dimensions }: MetricId): string => {
  const pairs = Object.entries(dimensions).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([namespace, name, ...pairs.flat()]);
};
