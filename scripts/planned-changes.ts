// What a kept plan would do, and where, out of `terraform show -json`.
import { z } from "zod";

const Change = z.object({ actions: z.array(z.string()) });

const Plan = z.object({
  resource_changes: z.array(z.object({ address: z.string(), change: Change })).default([]),
  output_changes: z.record(z.string(), Change).default({}),
  /** With what data sources answered. */
  prior_state: z
    .object({
      values: z.object({
        root_module: z.object({
          resources: z
            .array(z.object({ type: z.string(), values: z.record(z.string(), z.unknown()) }))
            .default([]),
        }),
      }),
    })
    .optional(),
});

export type PlannedChanges = {
  /** Undefined where the plan could not find out. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** Addresses; what is replaced is added and destroyed. */
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly destroyed: readonly string[];
  /** Not even an output changes. */
  readonly isEmpty: boolean;
};

/** Throws an error that names the field when the text is not that of a plan. */
export const readPlannedChanges = (json: string): PlannedChanges => {
  const plan = Plan.parse(JSON.parse(json));
  const found = (type: string, attribute: string): string | undefined => {
    const data = plan.prior_state?.values.root_module.resources.find((resource) => resource.type === type);
    return z.string().safeParse(data?.values[attribute]).data;
  };
  const having = (action: string): readonly string[] =>
    plan.resource_changes.flatMap(({ address, change }) => (change.actions.includes(action) ? address : []));
  const [added, changed, destroyed] = [having("create"), having("update"), having("delete")];
  const outputs = Object.values(plan.output_changes).flatMap(({ actions }) => actions);
  return {
    account: found("aws_caller_identity", "account_id"),
    region: found("aws_region", "region"),
    added,
    changed,
    destroyed,
    isEmpty:
      [added, changed, destroyed].every(({ length }) => length === 0) &&
      outputs.every((action) => action === "no-op"),
  };
};
