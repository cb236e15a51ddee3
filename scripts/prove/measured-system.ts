// The local system as a measurement drives it: seeded messages and faults, and what became of each message.
import { setTimeout as sleep } from "node:timers/promises";
import { startLocalCloud } from "@message-handler/local-cloud";
import { synthesise } from "../synthesise.ts";

/** mulberry32: short, and even enough for ids and coin flips. Uniform in [0, 1). */
export const seededRandom = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const toUuid = (random: () => number): string => {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
};

type Queue = {
  readonly name: string;
  readonly visible: number;
  readonly in_flight: number;
  readonly delayed?: number;
  readonly noisy_groups: number;
};
export type Sent = { readonly message_id: string; readonly company_id: string; readonly raw: string };
export type Line = Readonly<Record<string, unknown>>;

/** Milliseconds from a message's acceptance to its record. */
export const waitOf = (record: Line | undefined): number =>
  Date.parse(String(record?.["processed_at"])) - Date.parse(String(record?.["received_at"]));

export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((left, right) => left - right)[Math.ceil(values.length * share) - 1] ?? NaN;

/** Once more where the server had just closed a kept connection, as any client would. */
const patiently = async (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, init).catch(async () => fetch(url, init));

type Options = { readonly seed: number; readonly speed: number };

const start = async ({ seed, speed }: Options) => {
  const random = seededRandom(seed);
  // The local cloud draws from it whether a fault with a probability applies.
  Math.random = seededRandom(seed + 1);
  const lines: Line[] = [];
  const cloud = await startLocalCloud({
    stackFile: await synthesise("local"),
    apiPort: 0,
    awsPort: 0,
    speed,
    log: (line) => lines.push(JSON.parse(line) as Line),
  });
  const apiUrl = String(cloud.outputs["api_url"]);
  const local = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(`${cloud.awsEndpoint}/_local/${path}`, init);
    if (!response.ok) throw new Error(await response.text());
    return response;
  };
  const queues = async (): Promise<readonly Queue[]> =>
    ((await (await local("state")).json()) as { readonly queues: readonly Queue[] }).queues;
  const find = async (suffix: string): Promise<Queue> => {
    const found = (await queues()).find(({ name }) => name.endsWith(suffix));
    if (found === undefined) throw new Error(`there is no queue ${suffix}`);
    return found;
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
      for (;;) {
        const { status } = await patiently(`${apiUrl}/messages`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: raw,
        });
        if (status === 202) return;
        if (status !== 429 && status !== 503) throw new Error(`a message was answered with ${status}`);
        await sleep(50);
      }
    },
    setFaults: async (...rules: readonly object[]): Promise<void> => {
      await local("faults", { method: "PUT", body: JSON.stringify(rules) });
    },
    /** Waits until no message is queued, hidden or delayed; false when that takes longer. */
    untilIdle: async (seconds: number): Promise<boolean> => {
      const end = performance.now() + seconds * 1000;
      while (performance.now() < end) {
        const { visible, in_flight, delayed = 0 } = await find("-messages");
        if (visible + in_flight + delayed === 0) return true;
        await sleep(100);
      }
      return false;
    },
    /** Messages that wait, and groups that are noisy. */
    backlog: async (): Promise<string> => {
      const { visible, noisy_groups } = await find("-messages");
      return `${visible} messages wait, ${noisy_groups} noisy groups`;
    },
    deadLetters: async (): Promise<number> => (await find("-dead-letters")).visible,
    /** Undefined when it is not on record. */
    record: async ({ message_id }: Sent): Promise<Line | undefined> => {
      const response = await patiently(`${apiUrl}/messages/${message_id}`);
      return response.status === 200 ? ((await response.json()) as Line) : undefined;
    },
    stop: cloud.stop,
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

/** Runs `work` on every item, some at a time. */
export const inParallel = async <A>(
  items: readonly A[],
  limit: number,
  work: (item: A) => Promise<void>,
): Promise<void> => {
  const left = items.values();
  const worker = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
};
