// What one rate of messages takes of AWS: limits and cost.
import { toMaximumConcurrency } from "../../../infra/config/capacity.ts";
import { environments } from "../../../infra/config/environments.ts";
import { toCeilings, type Ceiling } from "./ceilings.ts";
import { toCosts, toSum } from "./cost.ts";
import { toBatch } from "./fill.ts";

/** Of a message. */
export const kib = 1;
/** The hot company posts half of everything. */
export const hotShare = 0.5;
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
