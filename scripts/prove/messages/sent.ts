// What was sent and how it was answered.
import type { Post } from "./plan.ts";
import type { Text } from "./text.ts";

export type Attempt = {
  /** Epoch milliseconds: when it was sent, and when it was answered or failed. */
  readonly from: number;
  readonly to: number;
  /** A status, or why there was no answer. */
  readonly answer: number | string;
  /** What a 202 says. */
  readonly requestId?: string;
};

export type Answered = {
  readonly post: Post;
  /** The system asked for a token, which names the post's company. */
  readonly hasToken: boolean;
  readonly attempts: readonly Attempt[];
};

/** A client takes whatever is no error for a yes. */
export const isYes = ({ answer }: Attempt): boolean => typeof answer === "number" && answer < 400;

/** Nobody can know whether it was taken. */
export const isUnknown = ({ answer }: Attempt): boolean => typeof answer === "string" || answer >= 500;

/** One text of one company, however often it was sent. */
export type Sent = {
  readonly text: Text;
  /** In whose list it belongs: the sender, where tokens say who that is; otherwise the one that the text names. */
  readonly owner: string | undefined;
  /** It names a company that is not the sender. */
  readonly isForeign: boolean;
  readonly answered: readonly Answered[];
};

export const wasAccepted = ({ attempts }: Answered): boolean => attempts.some(isYes);

const toOwner = ({ post, hasToken }: Answered, text: Text): string | undefined =>
  hasToken ? post.company : text.company_id;

const mayHaveArrived = ({ attempts }: Answered): boolean =>
  attempts.some((attempt) => isYes(attempt) || isUnknown(attempt));

export const toKey = (owner: string | undefined, sha256: string): string => `${owner ?? ""} ${sha256}`;

/** By owner and hash: all that may be in the system. */
export const gatherSent = (all: readonly Answered[]): ReadonlyMap<string, Sent> => {
  const sent = new Map<string, Sent>();
  for (const answered of all) {
    const { post, hasToken } = answered;
    if (post.kind === "refused" || !mayHaveArrived(answered)) continue;
    const { text } = post;
    const owner = toOwner(answered, text);
    const key = toKey(owner, text.sha256);
    const before = sent.get(key)?.answered ?? [];
    const isForeign = hasToken && text.company_id !== undefined && text.company_id !== post.company;
    sent.set(key, { text, owner, isForeign, answered: [...before, answered] });
  }
  return sent;
};
