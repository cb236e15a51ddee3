// An answer as people read it: the status where it matters, and what is shown of the body, at most so wide.
import { format } from "prettier";
import type { TourRequest } from "./request.ts";
import type { Played } from "./play-step.ts";

const formatJson = async (value: unknown, width: number): Promise<string> =>
  (
    await format(JSON.stringify(value), { parser: "json", printWidth: width, objectWrap: "collapse" })
  ).trimEnd();

export type ShownAnswer = {
  /** The status line, and the headers that are shown. */
  readonly head: readonly string[];
  readonly body: string;
  /** Texts in either that matter. */
  readonly lit: readonly string[];
};

export const formatAnswer = async (
  { showsStatus }: TourRequest,
  { answer, fit }: Played,
  width: number,
): Promise<ShownAnswer> => {
  const status = `${answer.status} ${answer.statusText}`;
  return {
    head: showsStatus ? [`HTTP/1.1 ${status}`, `content-type: ${answer.contentType}`] : [],
    body: await formatJson(fit.shown, width),
    lit: [status, ...fit.lit],
  };
};
