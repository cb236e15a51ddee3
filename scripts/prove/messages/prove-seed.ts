// One run of the proof: a plan is carried out on a system of its own, and what is left of it is judged.
import { createWriteStream } from "node:fs";
import { checkApi, checkTokens } from "./check-api.ts";
import { toCourse, type Course } from "./course.ts";
import { judgeEnds, type Ended } from "./ends.ts";
import { checkAnswer } from "./expected-answers.ts";
import type { Failure } from "./failure.ts";
import { toLedger } from "./ledger.ts";
import { makePlan } from "./plan.ts";
import { makeRun } from "./play-plan.ts";
import { startProofSystem, type ProofSystem, type StackFiles } from "./proof-system.ts";
import { makeLogReader } from "./read-log.ts";
import { readStores } from "./read-stores.ts";
import { gatherSent, wasAccepted } from "./sent.ts";
import { drain, endureOutage, settle } from "./settle.ts";

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
  readonly course: Course;
  /** For people. */
  readonly ledger: string;
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
  const run = makeRun({ proof, plan, storeFaults: log.storeFaults, show });
  await run.play();
  run.happen("faults stop, but for messages that are to fail alone");
  const posts = plan.stretches.flatMap((stretch) => stretch.posts);
  const settled = await settle(proof, posts, plan.poison, show);
  run.happen(`${settled.redriven} dead letters were redriven, and the queue has drained`);
  await run.look();
  run.happen("the table is out of order while more messages come");
  const { send } = run;
  const endured = await endureOutage({ proof, posts: plan.outage, send, storeFaults: log.storeFaults, show });
  run.happen(`${endured.redriven} of them were dead-lettered and redriven, and the queue has drained`);
  run.happen("late posts are sent, for ids that are on record");
  await run.send(plan.late);
  const drained = await drain(await proof.running(), show);
  await run.look();

  show("the stores are read");
  const stores = readStores(await proof.running());
  const stored = await stores.all().finally(stores.close);
  const verdict = judgeEnds(gatherSent(run.answered), stored, run.history.processedSince());
  show("companies ask the API");
  const seen = await checkApi(proof, plan.companies, stored);
  const denied = await checkTokens(proof, plan.companies);

  const counted = countEnds(verdict.ends);
  const accepted = run.answered.filter(wasAccepted).length;
  const due = [...posts, ...plan.outage, ...plan.late].filter(({ kind }) => kind === "accepted").length;
  const tooFew: readonly Failure[] =
    accepted >= due * enough
      ? []
      : [{ check: "accepted", what: `${accepted} of ${due} messages were accepted` }];
  const failures = [
    ...tooFew,
    ...run.failures,
    ...settled.failures,
    ...endured.failures,
    ...drained,
    ...verdict.failures,
    ...run.answered.flatMap(checkAnswer),
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
    dead_letters: settled.deadLetters + endured.deadLetters,
    redriven: settled.redriven + endured.redriven,
    ...run.counts(),
    faults: log.faults(),
    failures,
    course: toCourse({ ...run, ends: verdict.ends }),
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
