// A company's client: posts a message again, the same bytes, until it is told yes or no.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Post } from "./plan.ts";
import { isUnknown, type Attempt } from "./sent.ts";

const Accepted = z.object({ request_id: z.string() });

/** Where two of three are answered with a fault, not one message in a million millions needs more. */
const mostAttempts = 60;
/**
 * Of the first attempt, shorter than the gateway waits for SQS: a company that loses patience. Each further one waits as
 * much longer, or a machine that is too busy to answer in time would get ever more to do.
 */
const timeoutMs = 2_500;
const longestTimeoutMs = 30_000;

export type Api = {
  /** Waits while the system is being started. */
  readonly url: () => Promise<string>;
  /** Undefined where none is asked for. */
  readonly token: (company: string) => Promise<string | undefined>;
};

const toRequestId = (text: string): string | undefined => {
  try {
    return Accepted.safeParse(JSON.parse(text)).data?.request_id;
  } catch {
    return undefined;
  }
};

const send = async (
  url: string,
  init: RequestInit,
  withinMs: number,
): Promise<Omit<Attempt, "from" | "to">> => {
  try {
    const response = await fetch(`${url}/messages`, { ...init, signal: AbortSignal.timeout(withinMs) });
    const requestId = toRequestId(await response.text());
    return { answer: response.status, ...(requestId === undefined ? {} : { requestId }) };
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly code?: string } };
    return { answer: cause?.code ?? "no answer" };
  }
};

const isFinal = (attempt: Attempt): boolean => !isUnknown(attempt) && attempt.answer !== 429;

export const postUntilAnswered = async (post: Post, { url, token }: Api): Promise<readonly Attempt[]> => {
  const attempts: Attempt[] = [];
  const bearer = await token(post.company);
  const init = {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(post.kind === "refused" ? post.refused.headers : {}),
    },
    body: post.kind === "refused" ? post.refused.raw : post.text.raw,
  };
  for (;;) {
    const address = await url();
    const from = Date.now();
    const withinMs = Math.min(timeoutMs * (attempts.length + 1), longestTimeoutMs);
    const attempt = { from, ...(await send(address, init, withinMs)), to: Date.now() };
    attempts.push(attempt);
    if (isFinal(attempt) || attempts.length >= mostAttempts) return attempts;
    await sleep(Math.min(50 * attempts.length, 500));
  }
};
