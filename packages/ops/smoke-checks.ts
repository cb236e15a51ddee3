// The checks of `ops smoke`: what a company sees of a running system.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Caller } from "./smoke-caller.ts";

export type Polling = {
  readonly timeoutMs: number;
  /** How long to wait for the next answer, after so long. */
  readonly toPauseMs: (waitedMs: number) => number;
};

const pauseMs = { least: 100, most: 5000 };

/** Each time longer, and never by more than a fifth of what was waited already: who has to wait long asks seldom. */
export const toPauseMs: Polling["toPauseMs"] = (waitedMs) =>
  Math.min(Math.max(waitedMs / 5, pauseMs.least), pauseMs.most);

/** The first answer that is settled, or the last one when the time is up. Rejects as soon as `ask` does. */
export const pollUntil = async <A>(
  ask: () => Promise<A>,
  isSettled: (answer: A) => boolean,
  polling: Polling,
): Promise<A> => {
  const start = performance.now();
  for (;;) {
    const answer = await ask();
    const waitedMs = performance.now() - start;
    const leftMs = polling.timeoutMs - waitedMs;
    if (isSettled(answer) || leftMs <= 0) return answer;
    await sleep(Math.min(polling.toPauseMs(waitedMs), leftMs));
  }
};

type Check = {
  readonly caller: Caller;
  readonly polling: Polling;
  /** Reports what is as it should be, and throws where it is not. */
  readonly expect: (what: string, isTrue: boolean, found: Answer) => void;
};

/** A role that was just made may not be known everywhere yet. */
const isThere = ({ status }: Answer): boolean => status !== 404 && status < 500;

/** A stage that was just made may answer 403, too. */
const isUp = (answer: Answer): boolean => isThere(answer) && answer.status !== 403;

const findRecord = async ({ caller, polling }: Check, messageId: string): Promise<Answer> =>
  pollUntil(async () => caller.send(`/messages/${messageId}`), isThere, polling);

const makeMessage = (company: string, messageTime: string) => {
  const ids = { company_id: company, message_id: randomUUID() };
  return {
    ...ids,
    body: JSON.stringify({ metadata: { message_time: messageTime, ...ids }, data: { order_amount: 20 } }),
  };
};

const idsOf = ({ body }: Answer): readonly unknown[] =>
  Array.isArray(body["items"])
    ? body["items"].map((item: Readonly<Record<string, unknown>>) => item["message_id"])
    : [];

const acceptsAndProcesses = async (check: Check): Promise<void> => {
  const { caller, polling, expect } = check;
  const message = makeMessage(caller.company ?? randomUUID(), "2023-12-10T22:02:38Z");
  // Posting the same message again is safe.
  const accepted = await pollUntil(async () => caller.send("/messages", message.body), isUp, polling);
  expect("a message is accepted with 202", accepted.status === 202, accepted);
  // As clients of .NET and OkHttp send it.
  const again = await caller.send("/messages", message.body, "application/json; charset=utf-8");
  expect("so is it with a charset in its Content-Type", again.status === 202, again);
  const found = await findRecord(check, message.message_id);
  expect("it is processed", found.body["status"] === "Processed", found);
  // The index follows the table a moment later.
  const isListed = (answer: Answer): boolean => idsOf(answer).includes(message.message_id);
  const askForList = async () => caller.send(`/messages?company_id=${message.company_id}`);
  const list = await pollUntil(askForList, isListed, polling);
  expect("its company finds it in the list", isListed(list), list);
};

const recordsRejections = async (check: Check): Promise<void> => {
  const { caller, expect } = check;
  const message = makeMessage(caller.company ?? randomUUID(), "2023-02-30T00:00:00Z");
  const accepted = await caller.send("/messages", message.body);
  expect("a message from 30 February is accepted with 202", accepted.status === 202, accepted);
  const found = await findRecord(check, message.message_id);
  expect("it is recorded as rejected", found.body["status"] === "Rejected", found);
};

const refusesAtTheEdge = async ({ caller, expect }: Check): Promise<void> => {
  const answer = await caller.send("/messages", "{}");
  expect("a body without ids is refused with 400", answer.status === 400, answer);
};

const isUnauthorized = ({ status }: Answer): boolean => status === 401 || status === 403;

const refusesStrangers = async ({ caller, expect }: Check): Promise<void> => {
  const { sendAsStranger, company = randomUUID() } = caller;
  if (sendAsStranger === undefined) return;
  const posted = await sendAsStranger("/messages", makeMessage(company, "2023-12-10T22:02:38Z").body);
  expect("a message without credentials is refused with 401 or 403", isUnauthorized(posted), posted);
  const list = await sendAsStranger(`/messages?company_id=${company}`);
  expect("so is a list without credentials", isUnauthorized(list), list);
};

const keepsCompaniesApart = async ({ caller: { send, company }, expect }: Check): Promise<void> => {
  if (company === undefined) return;
  const list = await send(`/messages?company_id=${randomUUID()}`);
  expect("another company's list is refused with 403", list.status === 403, list);
};

/** Rejects at the first check that fails; `print` gets a line for each that passed. */
export const runSmokeChecks = async (
  caller: Caller,
  timeoutSeconds: number,
  print: (line: string) => void,
): Promise<void> => {
  const expect: Check["expect"] = (what, isTrue, found) => {
    if (!isTrue) throw new Error(`${what}; found ${JSON.stringify(found)}`);
    print(`ok  ${what}`);
  };
  const check = { caller, polling: { timeoutMs: timeoutSeconds * 1000, toPauseMs }, expect };
  await acceptsAndProcesses(check);
  await recordsRejections(check);
  await refusesAtTheEdge(check);
  await refusesStrangers(check);
  await keepsCompaniesApart(check);
};
