// Values of CloudWatch's inputs, as each of the three protocols has them.
import { z } from "zod";

/** A number, or its text in the query protocol. */
export const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Seconds in JSON, the same with a tag in CBOR, ISO 8601 in the query protocol. */
export const Time = z
  .union([z.number(), z.object({ value: z.number() }), z.iso.datetime({ offset: true })])
  .transform((time) => {
    if (typeof time === "string") return new Date(time);
    return new Date((typeof time === "number" ? time : time.value) * 1000);
  });

export const Dimensions = z.array(z.strictObject({ Name: z.string(), Value: z.string() })).default([]);

/** The token is where the next page begins. */
export const toPage = <T>(all: readonly T[], limit: number, token = "0") => {
  const from = Number(token);
  const end = from + limit;
  return { page: all.slice(from, end), next: end < all.length ? { NextToken: String(end) } : {} };
};
