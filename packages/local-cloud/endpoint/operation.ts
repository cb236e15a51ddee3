// An operation of a service: its input is decoded strictly, as to ignore a parameter would be to do something else
// than was asked.
import type { z } from "zod";

export type Answer = Readonly<Record<string, unknown>>;

type Prepared = {
  /** What it needs permission for; `*` where the operation has no resource. */
  readonly resources: readonly string[];
  readonly run: () => Answer | Promise<Answer>;
};

/** Throws a ZodError for an input that is not understood. */
export type Operation = (input: unknown) => Prepared;

export const operation =
  <Input>(
    schema: z.ZodType<Input>,
    toResource: (input: Input) => string,
    run: (input: Input) => Answer | Promise<Answer>,
  ): Operation =>
  (raw) => {
    const input = schema.parse(raw);
    return { resources: [toResource(input)], run: () => run(input) };
  };
