// What a command that is interrupted has done, and how to go on.
import { countOf } from "../terminal/in-words.ts";

/**
 * Of some it may be that AWS has done them and its answer has not come.
 *
 * @param done `Moved`
 * @param limit of this run
 */
export const toProgressWords = (done: string, count: number, total: number, limit?: number): string => {
  const left = total - count;
  const next =
    limit === undefined
      ? "The same line goes on."
      : `A limit counts anew: go on with --limit ${left} at most.`;
  return `${done} ${left === 0 ? "" : "at least "}${count.toLocaleString("en")} of ${countOf(total, "letter")}.${left === 0 ? "" : ` ${next}`}`;
};
