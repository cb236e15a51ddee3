// Which posts must be taken, and which refused.
import type { Failure } from "./failure.ts";
import { isUnknown, isYes, type Answered } from "./sent.ts";

export const isAsExpected = ({ post, attempts }: Answered): boolean => {
  const last = attempts.at(-1);
  if (post.kind === "accepted") return last?.answer === 202;
  return last !== undefined && !isYes(last) && !isUnknown(last) && last.answer !== 429;
};

export const checkAnswer = (answered: Answered): readonly Failure[] => {
  if (isAsExpected(answered)) return [];
  const { post, attempts } = answered;
  const what = post.kind === "refused" ? post.refused.what : post.text.what;
  const answers = [...new Set(attempts.map(({ answer }) => answer))].join(", ");
  return [{ check: "accepted", what: `post ${post.index} (${what}) was answered with ${answers}` }];
};
