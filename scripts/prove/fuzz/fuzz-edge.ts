// Generated requests to the running system, in processes of its own: what it answers, logs and keeps.
import * as fc from "fast-check";
import { drain } from "../messages/settle.ts";
import { readStores } from "../messages/read-stores.ts";
import { sha256 } from "../messages/text.ts";
import type { Stored } from "../messages/stored.ts";
import { inParallel } from "../system/in-parallel.ts";
import { startRunningSystem, type RunningSystem } from "../system/running-system.ts";
import { toText, type Body } from "./body.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { ownId } from "./own-id.ts";
import { aRequest, type FuzzRequest, type Markers } from "./request.ts";
import { sendRaw, type RawAnswer } from "./send-raw.ts";
import { showCase } from "./show-case.ts";

export type EdgeFuzz = {
  readonly requests: number;
  readonly accepted: number;
  /** `none`: the connection ended; only where the request was no HTTP. */
  readonly refused_by_status: Readonly<Record<string, number>>;
  readonly processed: number;
  readonly rejected: number;
  /** In words. */
  readonly failures: readonly string[];
};

export type EdgeFuzzOptions = {
  readonly stackFile: string;
  readonly seed: number;
  readonly markers: Markers;
  readonly requests: number;
  readonly onProgress: (text: string) => void;
};

/** Connections at a time. */
const senders = 16;
const requestsAtOnce = 64;

const speed = 200;

const ask = async (system: RunningSystem, { body, ...request }: FuzzRequest) =>
  sendRaw(new URL(system.outputs.api_url), { ...request, body: body.bytes });

/** How often a message is sent again that met the limit of the rate. */
const patience = 20;

const explain = async (
  system: RunningSystem,
  markers: Markers,
  seed: number,
  index: number,
): Promise<string> => {
  const property = fc.asyncProperty(aRequest(markers), async (request) => {
    const wrong = judgeAnswer(request, await ask(system, request), Object.values(markers));
    if (wrong !== undefined) throw new Error(wrong);
  });
  const { counterexample, errorInstance } = await fc.check(property, { seed, path: `${index}` });
  if (counterexample === null) return "what failed among others does not fail alone";
  const [request] = counterexample;
  return `at the edge: ${errorInstance instanceof Error ? errorInstance.message : String(errorInstance)}\n  ${showCase(request)}`;
};

/** Of the request as it was answered: a text is kept as often as it was accepted. */
type Accepted = { readonly text: string; readonly is: Body["is"] };

const toEnds = (accepted: readonly Accepted[], { records, objects }: Stored) => {
  const byHash = Map.groupBy(records.values(), (record) => record.sha256OfText);
  const archived = new Set([...objects.values()].map((object) => object.sha256));
  const sent = new Set(accepted.map(({ text }) => sha256(text)));
  const failures = [...records.values()]
    .filter((record) => !sent.has(record.sha256OfText) || record.sha256 !== record.sha256OfText)
    .map(({ message_id }) => `the record ${message_id} is of a text that was not accepted`);
  let processed = 0;
  for (const { text, is } of accepted) {
    const hash = sha256(text);
    const found = byHash.get(hash) ?? [];
    const holder = records.get(ownId(text) ?? "");
    const gaveWay = found.length === 0 && holder?.company_id !== undefined;
    if (!archived.has(hash)) failures.push(`an accepted text is not in the archive\n  ${showCase(text)}`);
    if (found.length !== 1 && !gaveWay)
      failures.push(`an accepted text has ${found.length} records\n  ${showCase(text)}`);
    const [record] = found;
    if (record?.status === "Processed") processed += 1;
    const isWrong =
      is === "invalid" ? record?.status === "Processed" : is === "valid" && record?.code === "InvalidMessage";
    if (isWrong)
      failures.push(`an accepted text is ${is}, and ended as ${record?.status}\n  ${showCase(text)}`);
  }
  return { processed, rejected: accepted.length - processed, failures };
};

/** Whatever the level. */
const broken = /"level":"(?:ERROR|FATAL)"|Runtime\.|uncaught|unhandled/i;

/** The local gateway's own line of each request has its path, and what looks like an id where the message's id belongs. */
const isLocal = /"source":"api-gateway"/;
const subject = /"subject":"[\w.:-]{1,128}"/;

const holdsValue = (line: string, { body, path }: Markers): boolean =>
  isLocal.test(line) ? line.replace(subject, "").includes(body) : line.includes(body) || line.includes(path);

const judgeLines = (lines: readonly string[], markers: Markers): readonly string[] => [
  ...lines
    .filter((line) => holdsValue(line, markers))
    .slice(0, 3)
    .map((line) => `a value that was sent is in the log\n  ${showCase(line)}`),
  ...lines
    .filter((line) => broken.test(line))
    .slice(0, 3)
    .map((line) => `the log tells of an error\n  ${showCase(line)}`),
];

const sendAll = async (system: RunningSystem, { seed, markers, requests, onProgress }: EdgeFuzzOptions) => {
  const accepted: Accepted[] = [];
  const refused = new Map<string, number>();
  let sent = 0;
  const count = (answer: RawAnswer | undefined): void => {
    const name = `${answer?.status ?? "none"}`;
    refused.set(name, (refused.get(name) ?? 0) + 1);
  };
  for (let chunk = 0; sent < requests; chunk += 1) {
    const chunkSeed = seed * 1_000_003 + chunk;
    const some = fc.sample(aRequest(markers), {
      seed: chunkSeed,
      numRuns: Math.min(requestsAtOnce, requests - sent),
    });
    const failed: number[] = [];
    await inParallel(some.entries(), senders, async ([index, request]) => {
      let answer = await ask(system, request);
      for (let again = 0; answer?.status === 429 && again < patience; again += 1)
        answer = await ask(system, request);
      if (judgeAnswer(request, answer, Object.values(markers)) !== undefined) failed.push(index);
      if (answer?.status === 202) accepted.push({ text: toText(request.body), is: request.body.is });
      else if (answer?.status !== 200) count(answer);
    });
    sent += some.length;
    onProgress(`${sent} of ${requests} requests`);
    const [first] = failed.toSorted((one, other) => one - other);
    if (first !== undefined)
      return { sent, accepted, refused, failures: [await explain(system, markers, chunkSeed, first)] };
  }
  return { sent, accepted, refused, failures: [] };
};

export const fuzzEdge = async (options: EdgeFuzzOptions): Promise<EdgeFuzz> => {
  const { stackFile, markers, onProgress } = options;
  const lines: string[] = [];
  const system = await startRunningSystem({ stackFile, speed, onLine: (line) => lines.push(line) });
  const stores = readStores(system);
  try {
    const { sent, accepted, refused, failures } = await sendAll(system, options);
    const left = await drain(system, onProgress);
    const letters = await system.deadLetterQueue();
    // What shrinking has sent is on record, too.
    const ends =
      failures.length > 0
        ? { processed: 0, rejected: 0, failures: [] }
        : toEnds(accepted, await stores.all());
    return {
      requests: sent,
      accepted: accepted.length,
      refused_by_status: Object.fromEntries(
        [...refused].toSorted(([one], [other]) => one.localeCompare(other)),
      ),
      processed: ends.processed,
      rejected: ends.rejected,
      failures: [
        ...failures,
        ...left.map(({ what }) => what),
        ...(letters.visible === 0 ? [] : [`${letters.visible} messages are dead-lettered`]),
        ...ends.failures,
        ...judgeLines(lines, markers),
      ],
    };
  } finally {
    stores.close();
    await system.stop();
  }
};
