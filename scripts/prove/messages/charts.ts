// What a proof went through, drawn: the course of its first run, and the ends of all.
import { toBarChart } from "../../charts/bar-chart.ts";
import { toLineChart, type Line } from "../../charts/line-chart.ts";
import type { Charts } from "../mode.ts";
import type { Course } from "./course.ts";

/** How many there have been until each of them. */
const toCount = (name: string, times: readonly number[]): Line => ({
  name,
  points: [[0, 0], ...times.map((at, index) => [at, index + 1] as const)],
});

const ends = ["Processed", "Rejected", "Conflict", "Lost"] as const;

type Run = { readonly seed: number; readonly course: Course };

export const toProofCharts = (runs: readonly Run[], when: string): Charts => {
  const [first] = runs;
  if (first === undefined) return {};
  const { seed, course } = first;
  const kinds = [...new Set(runs.flatMap((run) => Object.keys(run.course.ends)))].toSorted();
  const count = (kind: string, end: (typeof ends)[number]): number =>
    runs.reduce((sum, run) => sum + (run.course.ends[kind]?.[end] ?? 0), 0);
  const drawn = ends.filter((end) => end !== "Lost" || kinds.some((kind) => count(kind, end) > 0));
  return {
    course: toLineChart({
      title: `The course of the run with seed ${seed}`,
      subtitle: when,
      x: { name: "seconds" },
      y: { name: "how many so far" },
      lines: [
        toCount("posts accepted", course.accepted),
        toCount("posts without a yes or no", course.failed),
        toCount("times that processes of functions were killed", course.kills),
      ],
      marks: course.restarts.map((x, index) => ({ x, name: index === 0 ? "system restarted" : "" })),
    }),
    ends: toBarChart({
      title: "How the accepted messages ended",
      subtitle: `${when}. ${runs.length === 1 ? `Seed ${seed}` : `${runs.length} seeds`}`,
      values: { name: "messages with a 202" },
      groups: kinds,
      series: drawn.map((name) => ({ name, values: kinds.map((kind) => count(kind, name)) })),
      layout: "stacked",
    }),
  };
};
