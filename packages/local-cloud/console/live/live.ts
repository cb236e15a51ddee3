// The one connection to the running system: the newest state and the newest entries of the log, kept up to date.
import type { Description } from "../../core/description.ts";
import { searchLog } from "./search-log.ts";
import type { LogEntry, State } from "./wire.ts";

export type Live = {
  /** lost: it was there, and the browser tries to reach it again. */
  readonly connection: "connecting" | "live" | "lost";
  /** Milliseconds of the epoch at which it was last known to be there. */
  readonly heardAt: number | undefined;
  readonly state: State | undefined;
  /** Empty as long as there is no state. */
  readonly description: Description;
  /** The newest entries, oldest first: always the same array, which grows and is trimmed in place. */
  readonly log: readonly LogEntry[];
  /** The newest requests to the API, likewise: an outage writes so much that `log` no longer has them. */
  readonly requests: readonly LogEntry[];
  /** Entries that came too fast to be sent. */
  readonly dropped: number;
};

/** How many entries are kept. */
const kept = 5000;
const keptRequests = 500;
const requestSource = "api-gateway";
const retryMs = 1000;

type Sent = Omit<LogEntry, "id" | "fields">;

const toEntry = (id: number, text: string): LogEntry => {
  const { time, level, source, message, ...fields } = JSON.parse(text) as Sent;
  return { id, time, level, source, message, fields };
};

/** `onChange` hears of every change; `current` is what holds now. */
export const connect = (onChange: () => void): { readonly current: () => Live } => {
  const log: LogEntry[] = [];
  const requests: LogEntry[] = [];
  const nothing: Live = {
    connection: "connecting",
    heardAt: undefined,
    state: undefined,
    description: {},
    log,
    requests,
    dropped: 0,
  };
  let live = nothing;
  const change = (changes: Partial<Live>): void => {
    live = { ...live, ...changes };
    onChange();
  };

  let newest: State | undefined;
  let isAsking = false;

  /** Names, samples and links of every view come from it: nothing is live before it is known. */
  const describe = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    try {
      const response = await fetch("description");
      if (!response.ok) return;
      const description = (await response.json()) as Description;
      change({ description, state: newest, connection: "live", heardAt: Date.now() });
    } catch {
      // The connection is gone, too: the first state after it asks again.
    } finally {
      isAsking = false;
    }
  };

  const onState = (state: State, reopen: () => void): void => {
    const isAnotherRun = live.state !== undefined && live.state.started_at !== state.started_at;
    if (isAnotherRun) {
      live = nothing;
      log.length = 0;
      requests.length = 0;
      // From the beginning: the entries are numbered anew.
      reopen();
    }
    newest = state;
    if (live.state === undefined) void describe();
    else change({ state, connection: "live", heardAt: Date.now() });
  };

  const addRequests = (found: readonly LogEntry[]): void => {
    const byId = new Map([...requests, ...found].map((entry) => [entry.id, entry]));
    const newest = [...byId.values()].toSorted((one, other) => one.id - other.id).slice(-keptRequests);
    requests.splice(0, requests.length, ...newest);
  };

  const onLog = (entry: LogEntry): void => {
    if (entry.id <= (log.at(-1)?.id ?? 0)) return;
    log.push(entry);
    // Seldom, because it moves all of them.
    if (log.length > kept * 1.2) log.splice(0, log.length - kept);
    if (entry.source === requestSource) addRequests([entry]);
    onChange();
  };

  /** Those that were written before this page was opened, or too fast for it. */
  const findRequests = async (): Promise<void> => {
    try {
      addRequests(await searchLog(`"source":"${requestSource}"`, keptRequests));
      onChange();
    } catch {
      // The connection is gone, too: once it is open again they are asked for again.
    }
  };

  const open = (): void => {
    const source = new EventSource("events");
    const reopen = (): void => {
      source.close();
      open();
    };
    source.addEventListener("state", ({ data }: MessageEvent<string>) => {
      onState(JSON.parse(data) as State, reopen);
    });
    source.addEventListener("log", ({ data, lastEventId }: MessageEvent<string>) => {
      onLog(toEntry(Number(lastEventId), data));
    });
    source.addEventListener("dropped", ({ data }: MessageEvent<string>) => {
      change({ dropped: live.dropped + (JSON.parse(data) as { readonly count: number }).count });
      void findRequests();
    });
    source.addEventListener("open", () => void findRequests());
    source.addEventListener("error", () => {
      // A failed connection is tried again by the browser, an answer that is no stream by nobody.
      if (source.readyState === EventSource.CLOSED) setTimeout(open, retryMs);
      if (live.connection === "live") change({ connection: "lost", heardAt: Date.now() });
    });
  };
  open();
  return { current: () => live };
};
