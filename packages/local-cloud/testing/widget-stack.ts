// Stacks of widgets for tests: a resource type that shows all a type can do, and nothing of AWS.
import { z } from "zod";
import { RegionData } from "../resources/environment-data.ts";
import { type ConfigOf, type Resource, resourceType, type Stack } from "../stack/resource-type.ts";
import { attributes, block } from "../stack/schema.ts";
import { loadedStack } from "./stack.ts";

export const Widget = resourceType(
  "aws_widget",
  attributes({
    name: z.string().optional(),
    size: z.number().default(7),
    policy: z.string().optional(),
    on: z.boolean().optional(),
    amount: z.string().transform(Number).optional(),
    part: block(z.strictObject({ of: z.string() })),
  }),
  (config, place) => ({ arn: `arn:aws:widget:::${config.name ?? place.name}`, id: `id-${place.name}` }),
);

export const load = async (content: object | string): Promise<Stack> =>
  loadedStack(content, [Widget, RegionData]);

/** `more` are the other sections of the file. */
export const widgets = async (named: Readonly<Record<string, unknown>>, more: object = {}): Promise<Stack> =>
  load({ resource: { aws_widget: named }, ...more });

export const widgetOf = (stack: Stack, name: string): Resource<ConfigOf<typeof Widget>> => {
  const found = stack.of(Widget).find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`no widget ${name}`);
  return found;
};
