// Stacks of widgets for tests: a resource type that shows all a type can do, and nothing of AWS.
import { z } from "zod";
import type { Account } from "../core/account.ts";
import { RegionData } from "../resources/environment-data.ts";
import { loadStack } from "../stack/load-stack.ts";
import type { Resource, ResourceType, Stack } from "../stack/resource-type.ts";
import { block, inert } from "../stack/schema.ts";
import { StackError } from "../stack/stack-error.ts";
import { withStackFile } from "./with-stack-file.ts";

export const anAccount: Account = {
  id: "000000000000",
  region: "us-east-1",
  partition: "aws",
  awsEndpoint: "http://127.0.0.1:4566",
  apiEndpoint: "http://127.0.0.1:3000",
};

const widgetConfig = z.strictObject({
  name: z.string().optional(),
  size: z.number().default(7),
  policy: z.string().optional(),
  on: z.boolean().optional(),
  tags: inert(),
  amount: z.string().transform(Number).optional(),
  part: block(z.strictObject({ of: z.string() })),
});
type WidgetConfig = z.infer<typeof widgetConfig>;

export const Widget: ResourceType<WidgetConfig> = {
  type: "aws_widget",
  config: widgetConfig,
  computed: (config, place) => ({
    arn: `arn:aws:widget:::${config.name ?? place.name}`,
    id: `id-${place.name}`,
  }),
};

export const loadText = async (text: string): Promise<Stack> =>
  withStackFile(text, (file) => loadStack({ file, account: anAccount, types: [Widget, RegionData] }));

export const load = async (content: unknown): Promise<Stack> => loadText(JSON.stringify(content));

/** `more` are the other sections of the file. */
export const widgets = async (named: Readonly<Record<string, unknown>>, more: object = {}): Promise<Stack> =>
  load({ resource: { aws_widget: named }, ...more });

export const widgetOf = (stack: Stack, name: string): Resource<WidgetConfig> => {
  const found = stack.of(Widget).find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`no widget ${name}`);
  return found;
};

/** What loading complained about; fails where it did not. */
export const problemsOf = async (loading: Promise<Stack>): Promise<readonly string[]> => {
  const error: unknown = await loading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof StackError) return error.problems;
  throw new Error(`expected a StackError, got ${String(error)}`);
};
