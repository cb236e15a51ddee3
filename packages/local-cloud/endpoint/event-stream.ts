// Server-sent events for whoever watches: the state when it changed, and every entry of the log.
// https://html.spec.whatwg.org/multipage/server-sent-events.html
//
// A reader pulls: nothing is kept for it but its place in the history, so one that is slow or dead holds no memory.
import { setTimeout as sleep } from "node:timers/promises";
import type { LogHistory } from "../core/log-history.ts";

type Deps = { readonly history: LogHistory; readonly state: () => unknown };

/** Milliseconds: how often a reader looks for what is new, … */
const pollMs = 100;
/** … how old a state may be that it is shown, … */
const stateMs = 250;
/** … and after how much silence it hears that the connection stands. */
const aliveMs = 15_000;

/** Entries that a new reader gets of those before it came. */
const backlog = 500;
/** Characters that are handed to a connection at once. */
const chunkSize = 256 * 1024;

export type OpenEventStream = ReturnType<typeof makeEventStream>;

const firstFor = (history: LogHistory, lastEventId: string | undefined): number => {
  const last = /^\d+$/.test(lastEventId ?? "") ? Number(lastEventId) : Infinity;
  // A number that was not given out yet is one of an earlier run.
  return last <= history.newest() ? last + 1 : Math.max(history.oldest(), history.newest() + 1 - backlog);
};

/** The entries from `first` on, as far as they fit into one chunk, and the number to go on with. */
const toLogEvents = (
  history: LogHistory,
  first: number,
): { readonly text: string; readonly next: number } => {
  let next = Math.max(first, history.oldest());
  let text = next > first ? `event: dropped\ndata: {"count":${next - first}}\n\n` : "";
  for (; text.length < chunkSize; next += 1) {
    const line = history.get(next);
    if (line === undefined) break;
    text += `id: ${next}\nevent: log\ndata: ${line}\n`;
  }
  return { text, next };
};

/** The events for one reader, until the signal aborts. */
export const makeEventStream = ({ history, state }: Deps) => {
  let latest = { text: "", at: -Infinity };
  /** One for all readers, made when one asks and the last has got old. */
  const stateEvent = (at: number): string => {
    if (at - latest.at >= stateMs)
      latest = { text: `event: state\ndata: ${JSON.stringify(state())}\n\n`, at };
    return latest.text;
  };
  return async function* events(
    lastEventId: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    let next = firstFor(history, lastEventId);
    let shown = "";
    let spokenAt = -Infinity;
    while (!signal.aborted) {
      const at = performance.now();
      const current = stateEvent(at);
      const log = toLogEvents(history, next);
      next = log.next;
      const text = `${current === shown ? "" : current}${log.text}`;
      shown = current;
      if (text !== "" || at - spokenAt >= aliveMs) {
        spokenAt = at;
        yield text === "" ? ": alive\n\n" : text;
      }
      // Rejects only when the reader is gone, which the loop then sees.
      await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    }
  };
};
