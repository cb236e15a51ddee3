// What a command that is interrupted has done, and how to go on.
import { countOf } from "../terminal/in-words.ts";

/** @param done `Moved`; @param limit of this run */
export const toProgressWords = (done: string, count: number, total: number, limit?: number): string => {
  const left = total - count;
  const next =
    limit === undefined ? "The same line goes on." : `A limit counts anew: go on with --limit ${left}.`;
  return `${done} ${count.toLocaleString("en")} of ${countOf(total, "letter")}.${left === 0 ? "" : ` ${next}`}`;
};
