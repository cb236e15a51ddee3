// `pnpm check`: every check and test there is, some side by side, with what runs and for how long. The last line sums
// up the tests. `node scripts/check.ts tests` runs the tests alone.
import { endingSignals, firstThenAgain } from "@message-handler/ops/terminal/ending-signals.ts";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { Listr, PRESET_TIMER, type ListrTask } from "listr2";
import { chosenBundle } from "./bundle-functions.ts";
import { developersSettings } from "./developers-settings.ts";
import { ifChanged } from "./if-changed.ts";
import { type Counts, countSoFar, countTests, toSum } from "./mocha-counts.ts";
import { runCommand, type Command } from "./run-command.ts";
import { synthesise } from "./synthesise.ts";

const root = join(import.meta.dirname, "..");
const counted: Counts[] = [];
const failures: { readonly title: string; readonly output: string }[] = [];
/** Ends what runs, with all its processes. */
const interruption = new AbortController();

/** The sources run over the SDK's own clients, too, when the bundles do. */
const conditions = chosenBundle() === "plain" ? ["--node-option", "conditions=untrimmed-sdk"] : [];

const fail = (title: string, output: string, hint = ""): never => {
  failures.push({ title, output: `${output.trim()}\n${hint}` });
  throw new Error(`${title} failed`);
};

/** `hint` tells what to run when it fails. */
const toCheck = (title: string, command: Command["command"], hint?: string): ListrTask => ({
  title,
  task: async () => {
    const { output, ok } = await runCommand({ command, signal: interruption.signal });
    if (!ok) fail(title, output, hint);
  },
});

/** A terminal shows each change in its place; a log gets a line now and then. */
const makeProgress = (show: (output: string) => void): ((output: string) => void) => {
  const pauseMs = process.stdout.isTTY ? 100 : 20_000;
  let shownAt = performance.now();
  return (output) => {
    if (performance.now() - shownAt < pauseMs) return;
    shownAt = performance.now();
    show(output);
  };
};

type Tests = { readonly title: string; readonly directory: string; readonly args: readonly string[] };

const toTests = ({ title, directory, args }: Tests): ListrTask => ({
  title,
  task: async (_context, task) => {
    const { output, ok } = await runCommand({
      command: ["mocha", ...conditions, ...args],
      directory,
      variables: developersSettings,
      signal: interruption.signal,
      onOutput: makeProgress((soFar) => {
        task.output = `${process.stdout.isTTY ? "" : `${title}: `}${toSum([countSoFar(soFar)])} so far`;
      }),
    });
    const counts = countTests(output, ok);
    counted.push(counts);
    if (!ok || counts.failed > 0) fail(title, output);
    task.title = `${title}: ${toSum([counts])}`;
  },
});

const everyTest = "**/*.test.ts";
const acceptance: Tests = {
  title: "infra/acceptance, the running system",
  directory: "infra",
  args: ["--parallel", "--jobs", "3", "acceptance/**/*.test.ts"],
};
const infra: Tests = { title: "infra", directory: "infra", args: ["--ignore", "acceptance/**", everyTest] };
const ofPackage = (directory: string): Tests => ({ title: directory, directory, args: [everyTest] });
const others = [
  ...globSync("{packages,functions}/*/package.json", { cwd: root }).map(dirname).toSorted(),
  "scripts",
].filter((directory) => directory !== "packages/local-cloud");

/** A third of all tests, of what seldom changes: they run when anything they depend on did, and always in CI. */
const localCloud = ofPackage("packages/local-cloud");
const localCloudTests: ListrTask = {
  title: localCloud.title,
  task: async (context, task) => {
    const ran = await ifChanged({
      root,
      name: "local-cloud-tests",
      inputs: ["packages/local-cloud/**", "pnpm-lock.yaml", ".mocharc.json"],
      variables: process.env["CI"] === undefined ? [] : [`${performance.timeOrigin}`],
      outputs: [],
      run: async () => {
        await toTests(localCloud).task(context, task);
      },
    });
    if (!ran) task.title = `${localCloud.title}: not run, unchanged since its tests passed`;
  },
};

/** What the tests of the running system, and every start, are made from. */
const build = {
  title: "bundle and synth",
  task: async () => {
    await synthesise("local");
  },
} satisfies ListrTask;

const checks: readonly ListrTask[] = [
  toCheck("format", ["prettier", "--check", "."], "Run `pnpm format`."),
  toCheck("lint", ["oxlint", "--type-aware", "--deny-warnings"]),
  toCheck("boundaries", ["depcruise", "infra", "functions", "packages", "scripts"]),
  toCheck("types", ["tsc", "--noEmit", "-p", "tsconfig.json"]),
  toCheck("types of the console", ["tsc", "--noEmit", "-p", "packages/local-cloud/console/tsconfig.json"]),
];
const tests: readonly ListrTask[] = [
  localCloudTests,
  toTests(infra),
  ...others.map((directory) => toTests(ofPackage(directory))),
];

const concurrent = Math.max(2, availableParallelism());
const isTestsOnly = process.argv[2] === "tests";
const list = new Listr(
  [
    build,
    {
      title: isTestsOnly ? "tests" : "checks and tests",
      task: (_context, task) =>
        // The longest first, which mostly waits; beside it, what fails soonest.
        task.newListr([toTests(acceptance), ...(isTestsOnly ? [] : checks), ...tests], {
          concurrent,
          exitOnError: false,
        }),
    },
  ],
  {
    collectErrors: true,
    rendererOptions: {
      collapseSubtasks: false,
      collapseErrors: false,
      showErrorMessage: false,
      timer: PRESET_TIMER,
    },
    fallbackRenderer: "simple",
    fallbackRendererOptions: { timer: PRESET_TIMER },
  },
);

const onSignal = firstThenAgain(
  () => {
    // Ends this process, too, once the tasks have settled.
    list.cancel();
    interruption.abort();
  },
  () => process.exit(1),
);
for (const signal of endingSignals) process.on(signal, onSignal);

try {
  await list.run();
} catch (error) {
  failures.push({ title: build.title, output: String(error) });
}
for (const { title, output } of failures) console.error(`\n✖ ${title}\n\n${output}`);
if (failures.length > 0) console.error(`\nFailed: ${failures.map(({ title }) => title).join("; ")}`);
console.log(`\n${toSum(counted)}`);
process.exitCode = failures.length > 0 || (list.errors ?? []).length > 0 ? 1 : 0;
