// Reads a synthesised stack: every reference resolved, every resource decoded, nothing passed over in silence.
import { dirname } from "node:path";
import type { Account } from "../core/account.ts";
import { decodeResource, type AnyResourceType, type Entry } from "./decode-resource.ts";
import { makeLazyValues } from "./lazy-values.ts";
import { resolveValue } from "./resolve.ts";
import type { Resource, ResourceType, Stack } from "./resource-type.ts";
import { allOrProblems, StackError } from "./stack-error.ts";
import { readStackFile, type StackFile } from "./stack-file.ts";

type LoadStack = {
  /** Path of the `cdk.tf.json`; relative file names in it are meant from its directory. */
  readonly file: string;
  readonly account: Account;
  /** Data sources are among them, as `data.aws_region`. */
  readonly types: readonly AnyResourceType[];
};

type Resources = Map<Entry, Resource<unknown>>;

const toEntries = (section: StackFile["resource"], prefix: "" | "data."): readonly Entry[] =>
  Object.entries(section).flatMap(([type, named]) =>
    Object.entries(named).map(([name, body]) => ({
      type: `${prefix}${type}`,
      address: `${prefix}${type}.${name}`,
      name,
      body,
    })),
  );

const typeOf = (entry: Entry, types: readonly AnyResourceType[]): AnyResourceType => {
  const known = types.find(({ type }) => type === entry.type);
  if (known !== undefined) return known;
  const isData = entry.type.startsWith("data.");
  const what = isData ? `data source ${entry.type.slice("data.".length)}` : `resource type ${entry.type}`;
  throw new StackError([`${entry.address}: ${what} is not known to the local cloud`]);
};

/** Works every value of the file out, `resources` on the way; answers the outputs. */
const evaluate = (
  content: StackFile,
  entries: readonly Entry[],
  resources: Resources,
  { account, types }: LoadStack,
): Stack["outputs"] => {
  const values = makeLazyValues();
  for (const entry of entries)
    values.define(entry.address, () => {
      const resource = decodeResource(entry, typeOf(entry, types), account, values.get);
      resources.set(entry, resource);
      return resource.attributes;
    });
  for (const [name, { default: value }] of Object.entries(content.variable))
    values.define(`var.${name}`, () => value);
  for (const [name, { value }] of Object.entries(content.output))
    values.define(`output.${name}`, () => resolveValue(value, `output.${name}`, values.get));
  const get = (target: string): unknown => values.get(target, target);
  allOrProblems(values.targets().map((target) => () => get(target)));
  return Object.fromEntries(Object.keys(content.output).map((name) => [name, get(`output.${name}`)]));
};

/**
 * @throws StackError listing everything that is not understood: unknown types and attributes, expressions other
 *   than plain references, references to what is not there, cycles
 */
export const loadStack = async (options: LoadStack): Promise<Stack> => {
  const content = await readStackFile(options.file);
  const entries = [...toEntries(content.data, "data."), ...toEntries(content.resource, "")];
  const resources: Resources = new Map();
  const outputs = evaluate(content, entries, resources, options);
  return {
    of: <Config>(type: ResourceType<Config>) =>
      entries
        .filter((entry) => entry.type === type.type)
        // Decoded by the registered type of that name, of which there is one; `evaluate` left none out.
        .map((entry) => resources.get(entry) as Resource<Config>),
    outputs,
    directory: dirname(options.file),
  };
};
