// One run of the proof: a plan is carried out on a system of its own, and what is left of it is judged.
import { createWriteStream } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { inParallel } from "../system/in-parallel.ts";
import { checkApi, checkTokens } from "./check-api.ts";
import { judgeEnds, type Ended } from "./ends.ts";
import type { Failure } from "./failure.ts";
import { makeHistory } from "./history.ts";
import { toLedger, type Happening } from "./ledger.ts";
import { makePlan, type Plan, type Post, type Stretch } from "./plan.ts";
import { postUntilAnswered } from "./post-until-answered.ts";
import { startProofSystem, type ProofSystem, type StackFiles } from "./proof-system.ts";
import { makeLogReader } from "./read-log.ts";
import { readStores } from "./read-stores.ts";
import { gatherSent, isUnknown, isYes, wasAccepted, type Answered } from "./sent.ts";
import { settle } from "./settle.ts";

export type SeedOptions = {
  readonly seed: number;
  readonly messages: number;
  readonly stacks: StackFiles;
  /** Of the system, all of it. */
  readonly logFile: string;
  readonly show: (text: string) => void;
};

export type SeedResult = {
  readonly seed: number;
  readonly accepted: number;
  readonly processed: number;
  readonly rejected: number;
  readonly conflicts: number;
  readonly lost: number;
  readonly invented: number;
  readonly turned_back: number;
  readonly dead_letters: number;
  readonly redriven: number;
  readonly killed: number;
  readonly restarts: number;
  readonly faults: number;
  readonly failures: readonly Failure[];
  /** For people. */
  readonly ledger: string;
};

/** Requests at a time. */
const senders = 16;
/** A stretch lasts at least so long, or its faults would meet few deliveries. */
const stretchMs = 1_000;
/** Of queued messages, whose group is looked at. */
const looked = 25;

const isAsExpected = ({ post, attempts }: Answered): boolean => {
  const last = attempts.at(-1);
  if (post.kind === "accepted") return last?.answer === 202;
  return last !== undefined && !isYes(last) && !isUnknown(last) && last.answer !== 429;
};

/** Posts that are answered wrongly: more would only take more time. */
const hopeless = 3;

const expectAnswer = (answered: Answered): readonly Failure[] => {
  if (isAsExpected(answered)) return [];
  const { post, attempts } = answered;
  const what = post.kind === "refused" ? post.refused.what : post.text.what;
  const answers = [...new Set(attempts.map(({ answer }) => answer))].join(", ");
  return [{ check: "accepted", what: `post ${post.index} (${what}) was answered with ${answers}` }];
};

/** Carries the plan out. */
const makeRun = (proof: ProofSystem, plan: Plan, show: (text: string) => void) => {
  const answered: Answered[] = [];
  const failures: Failure[] = [];
  const happenings: Happening[] = [];
  const history = makeHistory();
  const groups = new Map<string, string>();
  let killed = 0;
  let restarts = 0;
  const happen = (what: string): void => void happenings.push({ at: Date.now(), what });
  const api = { url: async () => (await proof.running()).outputs.api_url, token: proof.token };

  const post = async (each: Post): Promise<void> => {
    // With tokens the sender's company, which another one than the text's may be.
    if (each.kind === "accepted") groups.set(`${each.text.raw} ${each.company}`, each.text.company_id ?? "");
    const hasToken = proof.hasTokens();
    answered.push({ post: each, hasToken, attempts: await postUntilAnswered(each, api) });
  };

  const breakSomething = async ({ kills, crash }: Stretch, { index }: Post): Promise<void> => {
    if (crash === index) {
      happen("the whole system is killed, and started again");
      restarts += 1;
      await proof.restart("SIGKILL");
    }
    if (kills.has(index)) {
      const name = proof.hasTokens() && index % 3 === 0 ? "-authorize-caller" : "-process-message";
      const count = await proof.kill(name);
      killed += count;
      happen(`${count} processes of ${name.slice(1)} are killed`);
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
      failures.push(...history.add(await stores.snapshot()));
    } finally {
      stores.close();
    }
    for (const { body, attributes } of await system.peek(await system.workQueue(), looked)) {
      const group = attributes["MessageGroupId"] ?? "none";
      const isOfSomebody = plan.companies.some((company) => groups.has(`${body} ${company}`));
      const isOwn = groups.get(`${body} ${group}`) !== undefined;
      if (isOfSomebody && !isOwn)
        failures.push({
          check: "group",
          what: `a message waits in the group ${group}, which is not its company's`,
        });
      if (!isOfSomebody)
        failures.push({ check: "invented", what: "a text waits in the queue that was not sent" });
    }
  };

  const playStretch = async (stretch: Stretch, name: string): Promise<void> => {
    if (stretch.beginsTokens) {
      happen("the system is stopped, and started again as one that asks for tokens");
      restarts += 1;
      await proof.askForTokens();
    }
    await proof.setFaults([
      ...(stretch.beginsTokens || proof.hasTokens() ? plan.poison : []),
      ...stretch.weather.rules,
    ]);
    happen(`faults: ${stretch.weather.name}`);
    const start = performance.now();
    await inParallel(stretch.posts, senders, async (each) => {
      await Promise.all([post(each), disturb(stretch, each)]);
      show(`${name}: ${answered.length} posts answered, ${killed} processes killed`);
    });
    await sleep(Math.max(0, stretchMs - (performance.now() - start)));
    await look();
  };

  return {
    answered,
    failures,
    happenings,
    history,
    happen,
    look,
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

const countEnds = (ends: readonly Ended[]) => {
  const count = (end: Ended["end"]): number =>
    ends
      .filter((ended) => ended.end === end)
      .reduce((sum, { sent }) => sum + sent.answered.filter(wasAccepted).length, 0);
  return {
    processed: count("Processed"),
    rejected: count("Rejected"),
    conflicts: count("Conflict"),
    lost: count(undefined),
  };
};

/** Next to nothing proves next to nothing. */
const enough = 0.5;

const prove = async (
  proof: ProofSystem,
  options: SeedOptions,
  log: ReturnType<typeof makeLogReader>,
): Promise<SeedResult> => {
  const { seed, messages } = options;
  const show = (text: string): void => options.show(`seed ${seed}: ${text}`);
  const plan = makePlan(seed, messages);
  const run = makeRun(proof, plan, show);
  await run.play();
  run.happen("faults stop, but for messages that are to fail alone");
  const posts = plan.stretches.flatMap((stretch) => stretch.posts);
  const settled = await settle(proof, posts, plan.poison, show);
  run.happen(`${settled.redriven} dead letters were redriven, and the queue has drained`);
  await run.look();

  show("the stores are read");
  const stores = readStores(await proof.running());
  const stored = await stores.all().finally(stores.close);
  const verdict = judgeEnds(gatherSent(run.answered), stored);
  show("companies ask the API");
  const seen = await checkApi(proof, plan.companies, stored);
  const denied = await checkTokens(proof, plan.companies);

  const counted = countEnds(verdict.ends);
  const accepted = run.answered.filter(wasAccepted).length;
  const due = posts.filter(({ kind }) => kind === "accepted").length;
  const tooFew: readonly Failure[] =
    accepted >= due * enough
      ? []
      : [{ check: "accepted", what: `${accepted} of ${due} messages were accepted` }];
  const failures = [
    ...tooFew,
    ...run.failures,
    ...settled.failures,
    ...verdict.failures,
    ...run.answered.flatMap(expectAnswer),
    ...seen,
    ...denied,
  ];
  const found = (check: Failure["check"]): number =>
    failures.filter((failure) => failure.check === check).length;
  return {
    seed,
    accepted,
    ...counted,
    invented: found("invented"),
    turned_back: found("turned back"),
    dead_letters: settled.deadLetters,
    redriven: settled.redriven,
    ...run.counts(),
    faults: log.faults(),
    failures,
    ledger: toLedger({ ...run, ends: verdict.ends, deliveries: log.deliveries() }),
  };
};

export const proveSeed = async (options: SeedOptions): Promise<SeedResult> => {
  const log = makeLogReader();
  const file = createWriteStream(options.logFile);
  const onLine = (line: string): void => {
    file.write(`${line}\n`);
    log.read(line);
  };
  options.show(`seed ${options.seed}: the system starts`);
  const proof = await startProofSystem({ stacks: options.stacks, onLine });
  try {
    return await prove(proof, options, log);
  } finally {
    await proof.stop();
    file.end();
  }
};
