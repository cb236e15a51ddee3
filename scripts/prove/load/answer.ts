// How the posting process tells of an answer: a line of JSON.
import { z } from "zod";

export const Answer = z.tuple([
  /** 0: there was none. */
  z.number(),
  /** The request's id, which the worker's log names. */
  z.string().nullable(),
  /** Epoch milliseconds. */
  z.number(),
  /** Milliseconds since it was due to be sent. */
  z.number(),
]);
export type Answer = z.infer<typeof Answer>;
