// What each kind of fault does to a call.
import { setTimeout as sleep } from "node:timers/promises";
import type { FaultEffect } from "./fault-rules.ts";
import type { HttpResponse } from "./http.ts";
import type { Outcome } from "./server.ts";
import type { AwsError } from "./service.ts";

/** `apply` carries the call out; `toError` puts an error into the wire format that the caller expects. */
export const withEffect = async (
  effect: FaultEffect,
  apply: () => Promise<HttpResponse>,
  toError: (error: AwsError) => HttpResponse,
): Promise<Outcome> => {
  if (effect.type === "hang" || effect.type === "reset") return { kind: effect.type };
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
