// What companies see once everything is done: their own messages, all of them, and nothing of anybody else.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { inParallel } from "../system/in-parallel.ts";
import type { Failure } from "./failure.ts";
import type { ProofSystem } from "./proof-system.ts";
import type { Stored, StoredRecord } from "./stored.ts";
import { aValid } from "./text.ts";

const Item = z.object({
  message_id: z.string(),
  status: z.string(),
  sha256: z.string(),
  received_at: z.string(),
  company_id: z.string().optional(),
});
const Page = z.object({ items: z.array(Item), next_cursor: z.string().nullable() });
type Page = z.infer<typeof Page>;

type Answer = { readonly status: number; readonly json: unknown };

/** Of requests at a time. */
const askers = 8;
/** Messages that are looked up one by one. */
const lookedUp = 100;
/** Few enough that a short run, too, has lists of several pages. */
const pageSize = 20;

/** Everyone's first request may meet a function that starts. */
const ask = async (url: string, token?: string, body?: string): Promise<Answer> => {
  for (let attempt = 1; ; attempt += 1) {
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const response = await fetch(url, body === undefined ? { headers } : { method: "POST", headers, body });
    const text = await response.text();
    if ((response.status !== 429 && response.status < 500) || attempt === 5)
      return { status: response.status, json: response.status === 200 ? JSON.parse(text) : undefined };
    await sleep(100 * attempt);
  }
};

const toState = ({ message_id, status, sha256, received_at }: z.infer<typeof Item>): string =>
  [message_id, status, sha256, received_at].join(" ");

export const checkApi = async (
  proof: ProofSystem,
  companies: readonly string[],
  { records }: Stored,
): Promise<readonly Failure[]> => {
  const { outputs } = await proof.running();
  const failures: Failure[] = [];
  const fail = (check: Failure["check"], what: string): void => void failures.push({ check, what });
  const urlOf = (query: Readonly<Record<string, string>>): string =>
    `${outputs.api_url}/messages?${new URLSearchParams(query).toString()}`;
  const urlOfId = (id: string): string => `${outputs.api_url}/messages/${encodeURIComponent(id)}`;
  const otherThan = (company: string): string => companies.find((each) => each !== company) ?? company;

  const page = async (query: Readonly<Record<string, string>>, token?: string): Promise<Page | undefined> => {
    const { status, json } = await ask(urlOf(query), token);
    if (status === 200) return Page.parse(json);
    fail("api", `a list of ${query["company_id"]} was answered with ${status}`);
    return undefined;
  };

  const list = async (company_id: string, status: string | undefined): Promise<void> => {
    const token = await proof.token(company_id);
    const query = { company_id, limit: `${pageSize}`, ...(status === undefined ? {} : { status }) };
    const items: Page["items"] = [];
    let cursor: string | null | undefined = "";
    while (typeof cursor === "string") {
      const found: Page | undefined = await page(cursor === "" ? query : { ...query, cursor }, token);
      items.push(...(found?.items ?? []));
      cursor = found?.next_cursor;
    }
    const expected = [...records.values()]
      .filter((record) => record.company_id === company_id && (status ?? record.status) === record.status)
      .map((record) => toState({ ...record, company_id }));
    const [shown, due] = [items.map(toState).toSorted(), expected.toSorted()];
    if (shown.join("\n") !== due.join("\n"))
      fail(
        "api",
        `the list of ${company_id} (${status ?? "all"}) has ${shown.length} of ${due.length} messages, or others`,
      );
    for (const item of items.filter((each) => each.company_id !== company_id))
      fail("isolation", `${item.message_id} is in the list of ${company_id}, and not its own`);
  };

  const lookUp = async (record: StoredRecord): Promise<void> => {
    const { company_id = "", message_id } = record;
    const { status, json } = await ask(urlOfId(message_id), await proof.token(company_id));
    const item = Item.safeParse(json).data;
    if (item === undefined || toState(item) !== toState({ ...record, company_id }))
      fail("api", `${message_id} was answered with ${status}, and not as it is on record`);
    const other = await ask(urlOfId(message_id), await proof.token(otherThan(company_id)));
    if (other.status !== 404)
      fail("isolation", `${message_id} was shown to another company: ${other.status}`);
  };

  const carryCursor = async (company_id: string): Promise<void> => {
    const token = await proof.token(company_id);
    const first = await page({ company_id, limit: "1" }, token);
    if (typeof first?.next_cursor !== "string") return;
    const other = otherThan(company_id);
    const query = { company_id: other, limit: "1", cursor: first.next_cursor };
    const carried = await ask(urlOf(query), await proof.token(other));
    if (carried.status !== 400)
      fail("isolation", `a cursor of ${company_id} was taken for a list of ${other}: ${carried.status}`);
    const foreign = await ask(urlOf({ company_id: other }), token);
    if (foreign.status !== 403)
      fail("isolation", `${company_id} asked for the list of ${other}: ${foreign.status}`);
  };

  await inParallel(companies, askers, async (company) => {
    for (const status of [undefined, "Processed", "Rejected"]) await list(company, status);
    await carryCursor(company);
  });
  const owned = [...records.values()].filter(({ company_id }) => company_id !== undefined);
  const step = Math.max(1, Math.floor(owned.length / lookedUp));
  await inParallel(
    owned.filter((_, index) => index % step === 0),
    askers,
    lookUp,
  );
  return failures;
};

/** Nobody gets in whose token is wrong, or whose issuer cannot be asked. Stops the issuer: call it last. */
export const checkTokens = async (
  proof: ProofSystem,
  companies: readonly string[],
): Promise<readonly Failure[]> => {
  const [company = ""] = companies;
  const { outputs } = await proof.running();
  const url = `${outputs.api_url}/messages`;
  // Whoever is let in as nobody gets no company's list, but can post.
  const { raw } = aValid(Math.random, { message_id: randomUUID(), company_id: company });
  const failures: Failure[] = [];
  const expectNo = async (who: string, token: string | undefined): Promise<void> => {
    const asked = await ask(`${url}?company_id=${company}`, token);
    const posted = await ask(url, token, raw);
    for (const { status } of [asked, posted])
      if (status < 400) failures.push({ check: "isolation", what: `${who} was answered with ${status}` });
  };
  const { mint } = proof.issuer;
  await expectNo("nobody", undefined);
  await expectNo("a text for a token", "x.y.z");
  await expectNo("an expired token", await mint(company, { expiresInSeconds: -60 }));
  await expectNo("a token for another audience", await mint(company, { claims: { aud: randomUUID() } }));
  await expectNo("a token without a company", await mint(company, { claims: { company_id: undefined } }));
  const good = await mint(company, { claims: { jti: randomUUID() } });
  await proof.issuer.stop();
  // What it knew of the issuer goes with it.
  await proof.kill("-authorize-caller");
  await expectNo("a token whose issuer cannot be reached", good);
  return failures;
};
