// Does what one step of the tour says, and checks the answer.
import { requestToken } from "@message-handler/ops/token.ts";
import * as E from "fp-ts/lib/Either.js";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Send, TourRequest } from "./request.ts";
import type { Fit } from "./shape.ts";
import type { Step } from "./story.ts";

export type Played = { readonly answer: Answer; readonly fit: Fit };

export type PlayDeps = {
  readonly send: Send;
  /** By the name of the shell variable. */
  readonly tokens: Map<string, string>;
  readonly issuer: string | undefined;
  readonly signal: AbortSignal;
};

const POLL_MS = 250;

const ask = async ({ send, signal }: PlayDeps, request: TourRequest): Promise<Answer> => {
  try {
    return await send(request, signal);
  } catch (error) {
    signal.throwIfAborted();
    const { message, cause } = error instanceof Error ? error : new Error(String(error));
    const reason = cause instanceof Error ? cause.message : message;
    throw new Error(`${new URL(request.url).origin} does not answer (${reason}): does npm start still run?`, {
      cause: error,
    });
  }
};

const describeAnswer = ({ status, body }: Answer): string =>
  `The answer was ${status}: ${JSON.stringify(body).slice(0, 300)}`;

const takeToken = async ({ issuer = "", tokens }: PlayDeps, variable: string, company: string) => {
  const token = await requestToken({ fetch }, issuer, { company });
  if (E.isLeft(token)) throw new Error(token.left);
  tokens.set(variable, token.right);
};

/** Undefined for a token. Throws an Error that says what was expected and what came instead. */
export const playStep = async (step: Step, deps: PlayDeps): Promise<Played | undefined> => {
  if ("token" in step) {
    await takeToken(deps, step.token.variable, step.token.company);
    return undefined;
  }
  const { request, status, body, wait } = step;
  const deadline = performance.now() + (wait?.seconds ?? 0) * 1000;
  for (;;) {
    const answer = await ask(deps, request);
    const fit = answer.status === status ? body(answer.body) : undefined;
    if (fit !== undefined) return { answer, fit };
    if (performance.now() >= deadline) {
      const expected =
        wait === undefined
          ? `expected ${status} here`
          : `waited ${wait.seconds} s for ${wait.for}, and it did not come`;
      throw new Error(`${expected}. ${describeAnswer(answer)}`);
    }
    await sleep(POLL_MS, undefined, { signal: deps.signal });
  }
};
