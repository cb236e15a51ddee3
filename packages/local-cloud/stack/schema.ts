// Building blocks for the configuration of resource types.
import { z } from "zod";
import { isRecord } from "./resolve.ts";

/** Accepted and without effect locally; say beside it why nothing could be observed. */
export const inert = () => z.unknown().optional();

/** Terraform and IAM take one value for a list of one. */
export const toList = (value: unknown): unknown =>
  Array.isArray(value) || value === undefined ? value : [value];

/** A nested block that may repeat: Terraform's JSON takes one object or a list of them. */
export const blocks = <T extends z.ZodType>(schema: T) => z.preprocess(toList, z.array(schema).default([]));

/** A nested block that stands at most once. */
export const block = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value),
    schema.optional(),
  );

/** Every resource may carry them: labels for people and bills, the one region there is, how long Terraform waits. */
const always = "region tags tags_all timeouts";

/**
 * The attributes of a resource, strictly. `inert` are those that change nothing which could be seen locally: their
 * names, separated by spaces, under the reason why.
 */
export const attributes = <Shape extends z.ZodRawShape>(
  shape: Shape,
  inert: Readonly<Record<string, string>> = {},
) => {
  const ignored = new Set([always, ...Object.values(inert)].flatMap((names) => names.split(" ")));
  const withoutInert = (value: unknown): unknown =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).filter(([name]) => !ignored.has(name)))
      : value;
  return z.preprocess(withoutInert, z.strictObject(shape));
};
