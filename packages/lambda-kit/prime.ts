// Runs a function's code once while Lambda initialises it.
import * as E from "fp-ts/lib/Either.js";
import type { Invocation } from "./batch-handler.ts";
import { withDeadline } from "./with-deadline.ts";

/** Milliseconds; on a quiet machine it takes some 20. */
const LONGEST = 1000;

/** What a rehearsal passes to the handler beside its event. */
export const rehearsalInvocation: Invocation = {
  awsRequestId: "rehearsal",
  getRemainingTimeInMillis: () => LONGEST,
};

/**
 * Code that runs for the first time is read, compiled and set up, which is most of the work of a first invocation. Init
 * has a whole core for it, an invocation a share that goes by the memory: 0.29 of one at 512 MB. The rehearsal must
 * share no state with the handler. Whether it succeeds, fails or never ends changes nothing.
 */
export const prime = (rehearse: () => Promise<unknown>): void => {
  void withDeadline(async () => E.right(await rehearse()), LONGEST);
};
