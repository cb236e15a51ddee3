// Posts messages to a running system as a company would and looks up what became of them: `--help` says how.
import { randomUUID } from "node:crypto";
import { makeCaller, type Answer, type Caller } from "./smoke-caller.ts";
import { help, parseSmokeOptions, type SmokeOptions } from "./smoke-options.ts";
import { untilSettled, type Patience } from "./until-settled.ts";

const expect = (what: string, isTrue: boolean, found: unknown): void => {
  if (!isTrue) throw new Error(`${what}; found ${JSON.stringify(found)}`);
  console.log(`ok  ${what}`);
};

const patience = (timeoutSeconds: number): Patience => ({ timeoutMs: timeoutSeconds * 1000, pauseMs: 200 });

/** A role that was just made may not be known everywhere yet. */
const isThere = ({ status }: Answer): boolean => status !== 404 && status < 500;

const lookUp = async ({ send }: Caller, id: string, timeoutSeconds: number): Promise<Answer> =>
  untilSettled(async () => send(`/messages/${id}`), isThere, patience(timeoutSeconds));

/** A stage that was just made may answer 403, too. */
const isUp = (answer: Answer): boolean => isThere(answer) && answer.status !== 403;

/** Posting the same message again is safe. */
const postFirst = async ({ send }: Caller, body: string, timeoutSeconds: number): Promise<Answer> =>
  untilSettled(async () => send("/messages", body), isUp, patience(timeoutSeconds));

const aMessage = (company: string, messageTime: string) => {
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

const acceptsAndProcesses = async (caller: Caller, timeoutSeconds: number): Promise<void> => {
  const message = aMessage(caller.company ?? randomUUID(), "2023-12-10T22:02:38Z");
  const accepted = await postFirst(caller, message.body, timeoutSeconds);
  expect("a message is accepted with 202", accepted.status === 202, accepted);
  const found = await lookUp(caller, message.message_id, timeoutSeconds);
  expect("it is processed", found.body["status"] === "Processed", found);
  // The index follows the table a moment later.
  const isListed = (answer: Answer): boolean => idsOf(answer).includes(message.message_id);
  const askForList = async () => caller.send(`/messages?company_id=${message.company_id}`);
  const list = await untilSettled(askForList, isListed, patience(timeoutSeconds));
  expect("its company finds it in the list", isListed(list), list);
};

const recordsRejections = async (caller: Caller, timeoutSeconds: number): Promise<void> => {
  const message = aMessage(caller.company ?? randomUUID(), "2023-02-30T00:00:00Z");
  const accepted = await caller.send("/messages", message.body);
  expect("a message from 30 February is accepted with 202", accepted.status === 202, accepted);
  const found = await lookUp(caller, message.message_id, timeoutSeconds);
  expect("it is recorded as rejected", found.body["status"] === "Rejected", found);
};

const refusesAtTheEdge = async ({ send }: Caller): Promise<void> => {
  const refused = await send("/messages", "{}");
  expect("a body without ids is refused with 400", refused.status === 400, refused);
};

const isRefusal = ({ status }: Answer): boolean => status === 401 || status === 403;

const refusesStrangers = async ({ sendAsStranger }: Caller, company: string): Promise<void> => {
  if (sendAsStranger === undefined) return;
  const posted = await sendAsStranger("/messages", aMessage(company, "2023-12-10T22:02:38Z").body);
  expect("a stranger's message is refused with 401 or 403", isRefusal(posted), posted);
  const list = await sendAsStranger(`/messages?company_id=${company}`);
  expect("so is a stranger's question", isRefusal(list), list);
};

const keepsCompaniesApart = async ({ send, company }: Caller): Promise<void> => {
  if (company === undefined) return;
  const list = await send(`/messages?company_id=${randomUUID()}`);
  expect("another company's list is refused with 403", list.status === 403, list);
};

const run = async (caller: Caller, { timeoutSeconds }: SmokeOptions): Promise<void> => {
  await acceptsAndProcesses(caller, timeoutSeconds);
  await recordsRejections(caller, timeoutSeconds);
  await refusesAtTheEdge(caller);
  await refusesStrangers(caller, caller.company ?? randomUUID());
  await keepsCompaniesApart(caller);
};

const say = (what: string, error: unknown): void => {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  console.error(`${what}  ${message}${cause instanceof Error ? `: ${cause.message}` : ""}`);
};

const begin = async (): Promise<readonly [Caller, SmokeOptions] | undefined> => {
  try {
    const options = parseSmokeOptions(process.argv.slice(2));
    const token = process.env["SMOKE_TOKEN"]?.trim() ?? "";
    if (options !== "help") return [await makeCaller(options, token), options];
    console.log(help);
  } catch (error) {
    say("smoke:", error);
    process.exitCode = 2;
  }
  return undefined;
};

const begun = await begin();
if (begun !== undefined)
  await run(...begun).catch((error: unknown) => {
    say("not ok", error);
    process.exitCode = 1;
  });
