// Carries a plan out on a running system, and looks meanwhile at what is queued, recorded and archived.
import { setTimeout as sleep } from "node:timers/promises";
import { inParallel } from "../system/in-parallel.ts";
import { isAsExpected } from "./expected-answers.ts";
import type { Failure } from "./failure.ts";
import { makeHistory } from "./history.ts";
import type { Happening } from "./ledger.ts";
import type { Plan, Post, Stretch } from "./plan.ts";
import { postUntilAnswered } from "./post-until-answered.ts";
import type { ProofSystem } from "./proof-system.ts";
import { readStores } from "./read-stores.ts";
import type { Answered } from "./sent.ts";
import { sha256 } from "./text.ts";

/** Requests at a time. */
const senders = 16;
/** A stretch goes on until its faults have met a call of the stores for each of its posts, or so many. */
const limits = { shortestMs: 1_000, longestMs: 6_000, storeFaults: 40 };
/** Of queued messages, whose group is looked at. */
const looked = 25;

/** Posts that are answered wrongly: more would only take more time. */
const hopeless = 3;

export type RunDeps = {
  readonly proof: ProofSystem;
  readonly plan: Plan;
  /** How many calls of the stores have met a fault. */
  readonly storeFaults: () => number;
  readonly show: (text: string) => void;
};

export const makeRun = ({ proof, plan, storeFaults, show }: RunDeps) => {
  const answered: Answered[] = [];
  const failures: Failure[] = [];
  const happenings: Happening[] = [];
  const history = makeHistory();
  const companies = new Map<string, readonly string[]>();
  /** Of those who send it. */
  const companiesOf = (hash: string): readonly string[] => companies.get(hash) ?? [];
  let killed = 0;
  let restarts = 0;
  const happen = (what: string, kind?: Happening["kind"]): void =>
    void happenings.push({ at: Date.now(), what, ...(kind === undefined ? {} : { kind }) });
  const api = { url: async () => (await proof.running()).outputs.api_url, token: proof.token };

  const post = async (each: Post): Promise<void> => {
    if (each.kind === "accepted")
      companies.set(each.text.sha256, [...companiesOf(each.text.sha256), each.company]);
    const hasToken = proof.hasTokens();
    answered.push({ post: each, hasToken, attempts: await postUntilAnswered(each, api) });
  };

  const breakSomething = async ({ kills, crash }: Stretch, { index }: Post): Promise<void> => {
    if (crash === index) {
      happen("the whole system is killed, and started again", "restart");
      restarts += 1;
      await proof.restart("SIGKILL");
    }
    if (kills.has(index)) {
      const name = proof.hasTokens() && index % 3 === 0 ? "-authorize-caller" : "-process-message";
      const count = await proof.kill(name);
      killed += count;
      happen(`${count} processes of ${name.slice(1)} are killed`, "kill");
    }
  };

  let disturbed = Promise.resolve();
  /** One after the other: what has just crashed cannot be looked into. */
  const disturb = async (stretch: Stretch, each: Post): Promise<void> => {
    disturbed = disturbed.then(async () => breakSomething(stretch, each));
    await disturbed;
  };
  /** While messages wait: as which group, and whether all that is recorded is archived. */
  const look = async (): Promise<void> => {
    const system = await proof.running();
    const stores = readStores(system);
    try {
      failures.push(...history.add(await stores.snapshot(), Date.now()));
    } finally {
      stores.close();
    }
    for (const { body, attributes } of await system.peek(await system.workQueue(), looked)) {
      const group = attributes["MessageGroupId"] ?? "none";
      const owners = companiesOf(sha256(body));
      if (owners.length === 0)
        failures.push({ check: "invented", what: "a text waits in the queue that was not sent" });
      else if (!owners.includes(group))
        failures.push({
          check: "group",
          what: `a message of ${owners.join(" or ")} waits in the group ${group}`,
        });
    }
  };

  const playStretch = async (stretch: Stretch, name: string): Promise<void> => {
    if (stretch.beginsTokens) {
      happen("the system is stopped, and started again as one that asks for tokens", "restart");
      restarts += 1;
      await proof.askForTokens();
    }
    await proof.setFaults([
      ...(stretch.beginsTokens || proof.hasTokens() ? plan.poison : []),
      ...stretch.weather.rules,
    ]);
    happen(`faults: ${stretch.weather.name}`);
    const start = performance.now();
    const metBefore = storeFaults();
    await inParallel(stretch.posts, senders, async (each) => {
      await Promise.all([post(each), disturb(stretch, each)]);
      show(`${name}: ${answered.length} posts answered, ${killed} processes killed`);
    });
    const isOver = (): boolean => {
      const ms = performance.now() - start;
      const hasMetEnough = storeFaults() - metBefore >= Math.min(limits.storeFaults, stretch.posts.length);
      return ms >= (hasMetEnough ? limits.shortestMs : limits.longestMs);
    };
    while (!isOver()) await sleep(50);
    await look();
  };

  return {
    answered,
    failures,
    happenings,
    history,
    happen,
    look,
    /** When nothing fails any more. */
    send: async (posts: readonly Post[]): Promise<void> => inParallel(posts, senders, post),
    counts: () => ({ killed, restarts }),
    play: async (): Promise<void> => {
      for (const [index, stretch] of plan.stretches.entries()) {
        await playStretch(stretch, `stretch ${index + 1} of ${plan.stretches.length}`);
        if (answered.filter((each) => !isAsExpected(each)).length >= hopeless) {
          happen("the run is given up: too many posts are not answered as they should be");
          return;
        }
      }
    },
  };
};
