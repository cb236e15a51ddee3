// Building blocks for the configuration of resource types.
import { z } from "zod";

/** Accepted and without effect on the laptop; say beside it why nothing could be observed. */
export const inert = () => z.unknown().optional();

const toArray = (value: unknown): unknown => (Array.isArray(value) || value === undefined ? value : [value]);

/** A nested block that may repeat: Terraform's JSON takes one object or a list of them. */
export const blocks = <T extends z.ZodType>(schema: T) => z.preprocess(toArray, z.array(schema).default([]));

/** A nested block that stands at most once. */
export const block = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value),
    schema.optional(),
  );
