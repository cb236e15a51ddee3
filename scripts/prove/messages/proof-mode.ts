// `pnpm prove` without a flag: every 202 ends as exactly one truth, on the real system, whatever fails meanwhile.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Mode, Outcome } from "../mode.ts";
import { toTable } from "../to-table.ts";
import { toProofCharts } from "./charts.ts";
import { checks } from "./failure.ts";
import { buildStacks } from "./proof-system.ts";
import { proveSeed, type SeedOptions, type SeedResult } from "./prove-seed.ts";

const root = join(import.meta.dirname, "../../..");

/** Not removed: people read what is there when the run is long over. */
const folder = join(root, "dist/prove");

/** Failures in the document, and seeds that are explained to people. */
const shown = 10;
const explained = 3;

/** `path`: of the ledger. */
type Run = SeedResult & { readonly path: string };

/** The first few of each check. */
const explain = ({ seed, failures }: Run, messages: number): readonly string[] => {
  const byCheck = Map.groupBy(failures, ({ check }) => check);
  return [
    "",
    `Seed ${seed}:`,
    ...[...byCheck].flatMap(([check, some]) => [
      `✖ ${checks[check]}: not so, ${some.length} times`,
      ...some.slice(0, 3).map(({ what }) => `    ${what}`),
    ]),
    `Again: pnpm prove --messages ${messages} --seed ${seed}`,
  ];
};

const runSeed = async (options: Omit<SeedOptions, "logFile">): Promise<Run> => {
  mkdirSync(folder, { recursive: true });
  const toPath = (name: string): string => join(folder, `seed-${options.seed}.${name}`);
  const result = await proveSeed({ ...options, logFile: toPath("log.jsonl") });
  writeFileSync(toPath("ledger.txt"), result.ledger);
  return { ...result, path: relative(root, toPath("ledger.txt")) };
};

const sum = (runs: readonly Run[], figure: (run: Run) => number): number =>
  runs.reduce((total, run) => total + figure(run), 0);

/** A run that came to no end. */
type Broken = { readonly seed: number; readonly what: string };

const toOutcome = (runs: readonly Run[], broken: readonly Broken[], messages: number): Outcome => {
  const failures = [
    ...broken.map((each) => ({ check: "run", ...each })),
    ...runs.flatMap((run) => run.failures.map((failure) => ({ seed: run.seed, ...failure }))),
  ];
  const total = {
    accepted: sum(runs, (run) => run.accepted),
    processed: sum(runs, (run) => run.processed),
    rejected: sum(runs, (run) => run.rejected),
    conflicts: sum(runs, (run) => run.conflicts),
    lost: sum(runs, (run) => run.lost),
    invented: sum(runs, (run) => run.invented),
    turned_back: sum(runs, (run) => run.turned_back),
    dead_letters: sum(runs, (run) => run.dead_letters),
    redriven: sum(runs, (run) => run.redriven),
    killed: sum(runs, (run) => run.killed),
    restarts: sum(runs, (run) => run.restarts),
    faults: sum(runs, (run) => run.faults),
  };
  const failed = runs.filter((run) => run.failures.length > 0);
  const ok = failures.length === 0 && total.accepted > 0;
  const rows = runs.map(({ seed, accepted, processed, rejected, conflicts, lost, failures: found }) => ({
    seed,
    accepted,
    processed,
    rejected,
    conflicts,
    lost,
    failures: found.length,
  }));
  const lines = [
    toTable(rows),
    ...broken.map(({ seed, what }) => `✖ seed ${seed} came to no end: ${what}`),
    ...failed.slice(0, explained).flatMap((run) => explain(run, messages)),
    "",
    `${ok ? "✔" : "✖"} ${total.accepted} accepted (${messages} a run, and duplicates, twins and the like): ${total.processed} processed, ${total.rejected} rejected, ${total.conflicts} conflicts, ${total.lost} lost`,
    `  ${total.invented} invented, ${total.turned_back} turned back, ${total.dead_letters} dead letters left of ${total.redriven}`,
    `  Meanwhile ${total.faults} calls met a fault, ${total.killed} processes were killed, ${total.restarts} systems started again.`,
    "What became of each message, the system's log beside it:",
    ...runs.map(({ path }) => `  ${path}`),
  ];
  return {
    ok,
    figures: {
      ...total,
      seeds: runs.length + broken.length,
      failed_checks: [...new Set(failures.map(({ check }) => check))],
      failures: failures.slice(0, shown),
      ledgers: runs.map(({ path }) => path),
    },
    charts: (when) => toProofCharts(runs, when),
    summary: lines.join("\n"),
  };
};

export const proofMode: Mode = {
  description: "the proof",
  takes: ["messages", "seeds", "seed"],
  run: async ({ messages = 300, seeds, seed }, progress) => {
    progress.show("the functions are bundled, and the stacks synthesised");
    const stacks = await buildStacks();
    const runs: Run[] = [];
    const broken: Broken[] = [];
    for (let index = 0; index < seeds; index += 1) {
      const start = performance.now();
      const result = await runSeed({ seed: seed + index, messages, stacks, show: progress.show }).catch(
        // Told in the document, beside what the others found.
        (error: unknown): Broken => ({ seed: seed + index, what: String(error) }),
      );
      const seconds = Math.round((performance.now() - start) / 1000);
      if ("what" in result) {
        broken.push(result);
        progress.say(`seed ${seed + index}: ${result.what}`);
      } else {
        runs.push(result);
        const { accepted, failures } = result;
        progress.say(`seed ${seed + index}: ${accepted} accepted, ${failures.length} failures, ${seconds} s`);
      }
    }
    return toOutcome(runs, broken, messages);
  },
};
