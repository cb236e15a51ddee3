// `pnpm prove --model`: what AWS would do at 10, 1,000 and 10,000 messages a second: which limit binds first, what to raise, what it
// costs. Calculated, not measured: docs/operating.md says what is assumed.
import { toMaximumConcurrency } from "../../../infra/config/capacity.ts";
import { environments } from "../../../infra/config/environments.ts";
import { toTable } from "../to-table.ts";
import type { Mode } from "../mode.ts";
import { toCeilings, type Ceiling } from "./ceilings.ts";
import { toModelCharts } from "./charts.ts";
import { toCosts, toSum } from "./cost.ts";
import { toBatch } from "./fill.ts";

const rates = [10, 1000, 10_000];
const kib = 1;
/** The hot company posts half of everything. */
const hotShare = 0.5;
const secondsOfMonth = 30 * 86_400;

export type Projection = {
  /** Messages a second. */
  readonly rate: number;
  /** Messages in a batch, on average. */
  readonly batch: number;
  /** US dollars per million messages: for what, and together. */
  readonly costs: Readonly<Record<string, number>>;
  readonly cost_per_million: number;
  readonly cost_per_month: number;
  /** The one that is nearest, or furthest behind, first. */
  readonly ceilings: readonly Ceiling[];
};

/** Of `prod`, as it is configured. */
export const project = (rate: number): Projection => {
  const config = environments.prod;
  const traffic = { rate, kib, hotShare };
  const { batchSize, memoryMb } = config.messageProcessor;
  const batch = toBatch(traffic, { batchSize, maximumConcurrency: toMaximumConcurrency(config) });
  const costs = toCosts({ batch, kib, memoryMb });
  const million = toSum(costs);
  return {
    rate,
    batch,
    costs,
    cost_per_million: million,
    cost_per_month: (million * rate * secondsOfMonth) / 1e6,
    ceilings: toCeilings(config, traffic),
  };
};

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
        `prod, messages of ${kib} KiB, half of them of one company, in US dollars:`,
        ...projections.map(toText),
      ].join("\n\n"),
    };
  },
};
