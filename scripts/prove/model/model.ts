// `pnpm prove --model`: what AWS would do at 10, 1,000 and 10,000 messages a second: which limit binds first, what to raise, what it
// costs. Calculated, not measured: docs/operating.md says what is assumed.
import { toTable } from "../to-table.ts";
import type { Mode } from "../mode.ts";
import { toModelCharts } from "./charts.ts";
import { hotShare, kib, project, type Projection } from "./projection.ts";

const rates = [10, 1000, 10_000];
const thousands = (value: number): string => Math.floor(value).toLocaleString("en");

const toVerdict = ({ rate, ceilings }: Projection): string => {
  const binding = ceilings.filter(({ load }) => load >= 1).map(({ name }) => name);
  return binding.length === 0
    ? `At ${thousands(rate)} a second nothing binds; first would be ${ceilings[0]?.name ?? "nothing"}.`
    : `At ${thousands(rate)} a second these bind, the furthest first: ${binding.join("; ")}.`;
};

const toText = (projection: Projection): string =>
  [
    toVerdict(projection),
    `  A million costs $${projection.cost_per_million.toFixed(2)} with batches of ${projection.batch}: $${thousands(projection.cost_per_month)} in a month at this rate.`,
    "",
    toTable(
      projection.ceilings.map(({ load, at, name, raise }) => ({
        load: `${(load * 100).toFixed(load < 0.1 ? 1 : 0)} %`,
        ends_at: thousands(at),
        limit: name,
        raise,
      })),
    ).replaceAll(/^/gm, "  "),
  ].join("\n");

export const modelMode: Mode = {
  flag: "model",
  description: "calculates what AWS would do at 10, 1,000 and 10,000 messages a second, and what it costs",
  takes: [],
  run: async () => {
    const projections = rates.map(project);
    return {
      ok: true,
      figures: { environment: "prod", message_kib: kib, hot_company_share: hotShare, projections },
      charts: () => toModelCharts(projections),
      summary: [
        `prod, messages of ${kib} KiB, half of them of one company, in US dollars; rates are of all companies together:`,
        ...projections.map(toText),
      ].join("\n\n"),
    };
  },
};
