// The running system as a measurement drives it: seeded messages and faults, and what became of each message.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { synthesise } from "../synthesise.ts";
import { inParallel } from "./system/in-parallel.ts";
import { patiently, startRunningSystem } from "./system/running-system.ts";
import { seededRandom, toUuid } from "./system/seeded.ts";

export type Sent = { readonly message_id: string; readonly company_id: string; readonly raw: string };

const Line = z.record(z.string(), z.unknown());
export type Line = Readonly<z.infer<typeof Line>>;

/** Milliseconds from a message's acceptance to its record. */
export const waitOf = (record: Line | undefined): number =>
  Date.parse(String(record?.["processed_at"])) - Date.parse(String(record?.["received_at"]));

export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((left, right) => left - right)[Math.ceil(values.length * share) - 1] ?? NaN;

/** Again as long as the API asks to slow down. */
const ask = async (url: string, init: RequestInit = {}): Promise<Response> => {
  for (;;) {
    const response = await patiently(url, init);
    if (response.status !== 429 && response.status !== 503) return response;
    await response.body?.cancel();
    await sleep(50);
  }
};

/** Of records at a time. */
const readers = 16;

type Options = { readonly seed: number; readonly speed: number };

const start = async ({ seed, speed }: Options) => {
  const random = seededRandom(seed);
  const lines: Line[] = [];
  const system = await startRunningSystem({
    stackFile: await synthesise("local"),
    speed,
    onLine: (line) => lines.push(Line.parse(JSON.parse(line))),
  });
  const { api_url: apiUrl } = system.outputs;

  /** Undefined when it is not on record. */
  const record = async ({ message_id }: Sent): Promise<Line | undefined> => {
    const response = await ask(`${apiUrl}/messages/${message_id}`);
    if (response.status === 404) return undefined;
    if (response.status !== 200) throw new Error(`a record was answered with ${response.status}`);
    return Line.parse(await response.json());
  };

  return {
    lines,
    newId: (): string => toUuid(random),
    message: (company_id: string): Sent => {
      const message_id = toUuid(random);
      const metadata = { message_time: "2023-12-10T22:02:38Z", company_id, message_id };
      return { message_id, company_id, raw: JSON.stringify({ metadata, data: { order_amount: 20 } }) };
    },
    post: async ({ raw }: Sent): Promise<void> => {
      const { status } = await ask(`${apiUrl}/messages`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: raw,
      });
      if (status !== 202) throw new Error(`a message was answered with ${status}`);
    },
    setFaults: async (...rules: readonly object[]): Promise<void> => system.setFaults(rules),
    /** Waits until no message is queued, hidden or delayed; false when that takes longer. */
    untilIdle: async (seconds: number): Promise<boolean> => {
      const end = performance.now() + seconds * 1000;
      while (performance.now() < end) {
        const { visible, in_flight, delayed } = await system.workQueue();
        if (visible + in_flight + delayed === 0) return true;
        await sleep(100);
      }
      return false;
    },
    /** Messages that wait, and groups that are noisy. */
    backlog: async (): Promise<string> => {
      const { visible, noisy_groups } = await system.workQueue();
      return `${visible} messages wait, ${noisy_groups} noisy groups`;
    },
    deadLetters: async (): Promise<number> => (await system.deadLetterQueue()).visible,
    record,
    /** One for each message, in their order. */
    records: async (messages: readonly Sent[]): Promise<readonly (Line | undefined)[]> => {
      const found = new Map<Sent, Line | undefined>();
      await inParallel(messages, readers, async (message) => void found.set(message, await record(message)));
      return messages.map((message) => found.get(message));
    },
    stop: system.stop,
  };
};

export type MeasuredSystem = Awaited<ReturnType<typeof start>>;

/** Runs one measurement on a system of its own. */
export const withSystem = async <T>(
  options: Options,
  measure: (system: MeasuredSystem) => Promise<T>,
): Promise<T> => {
  const system = await start(options);
  try {
    return await measure(system);
  } finally {
    await system.stop();
  }
};
