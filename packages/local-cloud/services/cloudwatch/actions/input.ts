// Values of CloudWatch's inputs, as each of the three protocols has them.
import { z } from "zod";
import { ServiceError } from "../../../core/service.ts";
import { PageToken } from "../../../endpoint/paging.ts";

/** A number, or its text in the query protocol. */
export const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Seconds in JSON, the same with a tag in CBOR, ISO 8601 in the query protocol. */
export const Time = z
  .union([z.number(), z.object({ value: z.number() }), z.iso.datetime({ offset: true })])
  .transform((time) => {
    if (typeof time === "string") return new Date(time);
    return new Date((typeof time === "number" ? time : time.value) * 1000);
  })
  .refine((time) => !Number.isNaN(time.getTime()), "is no time");

/** The query protocol writes an empty list as an empty text. */
export const listOf = <T>(element: z.ZodType<T>) =>
  z.preprocess((value) => (value === "" ? [] : value), z.array(element).max(100).default([]));

/** Throws InvalidNextToken. */
export const NextToken = z
  .string()
  .transform((token) => {
    if (PageToken.safeParse(token).success) return token;
    throw new ServiceError("InvalidNextToken", "The next token specified is invalid.");
  })
  .optional();
