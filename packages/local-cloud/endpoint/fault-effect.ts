// What each kind of fault does to a call.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { FaultEffect } from "./fault-rules.ts";
import type { HttpResponse } from "../core/http.ts";
import type { Outcome } from "../core/server.ts";
import type { AwsError } from "../core/service.ts";

type Interrupted = {
  /** Carries the call out. */
  readonly apply: () => Promise<HttpResponse>;
  /** Puts an error into the wire format that the caller expects. */
  readonly toError: (error: AwsError) => HttpResponse;
  /** A hanging call is reset when one of them aborts: the client is gone, or the rule is. */
  readonly released: readonly AbortSignal[];
};

const untilAborted = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, "abort");
};

export const withEffect = async (
  effect: FaultEffect,
  { apply, toError, released }: Interrupted,
): Promise<Outcome> => {
  if (effect.type === "reset") return { kind: "reset" };
  if (effect.type === "hang") {
    await untilAborted(AbortSignal.any([...released]));
    return { kind: "reset" };
  }
  if (effect.type === "error") return toError({ ...effect, message: "A fault that was asked for." });
  if (effect.type === "latency") {
    // Must not hold up the end of the process.
    await sleep(effect.ms, undefined, { ref: false });
    return apply();
  }
  if (effect.type === "apply-then-reset") {
    await apply();
    return { kind: "reset" };
  }
  const { status, body } = effect;
  return { status, headers: { "content-type": "text/html" }, body: Buffer.from(body) };
};
