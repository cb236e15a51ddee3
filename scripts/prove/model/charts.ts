// What the model calculates, drawn.
import { toBarChart } from "../../charts/bar-chart.ts";
import type { Charts } from "../mode.ts";
import type { Projection } from "./projection.ts";

const what = "prod, messages of 1 KiB, half of them of one company. Calculated, not measured";

const toName = ({ rate }: Projection): string => `${rate.toLocaleString("en")} messages a second`;

export const toModelCharts = (projections: readonly Projection[]): Charts => {
  const limits = projections.at(-1)?.ceilings.map(({ name }) => name) ?? [];
  const items = Object.keys(projections[0]?.costs ?? {});
  return {
    limits: toBarChart({
      title: "How much of each limit the traffic takes",
      subtitle: what,
      values: { name: "percent", isLogarithmic: true },
      groups: limits,
      series: projections.map((projection) => ({
        name: toName(projection),
        values: limits.map(
          (limit) => 100 * (projection.ceilings.find(({ name }) => name === limit)?.load ?? 0),
        ),
      })),
      layout: "horizontal",
      reference: { value: 100, name: "binds" },
    }),
    cost: toBarChart({
      title: "What a million messages cost",
      subtitle: `${what}. Batches of ${projections.map(({ batch }) => batch).join(", ")}`,
      values: { name: "US dollars" },
      groups: items,
      series: projections.map((projection) => ({
        name: toName(projection),
        values: items.map((item) => projection.costs[item]),
      })),
      layout: "horizontal",
    }),
  };
};
