// `pnpm footprint`: what the functions' zips weigh, load, ask and cost to start, compared with what was recorded. Nothing of
// it depends on how fast or how busy the machine is. `pnpm footprint --record` records it anew.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { unzipSync } from "fflate";
import { invoke } from "./bench/function/invoke.ts";
import type { Task } from "./bench/function/task.ts";
import { hasValgrind } from "./bench/function/valgrind.ts";
import { names, type Subject } from "./bench/subject.ts";
import { authorizer } from "./bench/tasks/authorizer.ts";
import { readerById } from "./bench/tasks/reader.ts";
import { worker } from "./bench/tasks/worker.ts";
import { bundleFunctions } from "./bundle-functions.ts";
import { readCommandLine } from "./command-line.ts";
import { endOnSignals } from "./end-on-signals.ts";
import { compareFootprint, decodeRecorded, findForbidden, type Footprint } from "./footprint/compare.ts";
import { makeTemporaryFolder } from "./prove/system/temporary-folder.ts";
import { toTable } from "./prove/to-table.ts";

const recordedFile = join(import.meta.dirname, "footprint/recorded.json");
const platform = `Node ${process.versions.node}, ${process.arch}`;
const tasks = [worker, readerById, authorizer];

/** With them two runs have the same count: no second thread, and nothing that is drawn by lot. */
const reproducible = ["--single-threaded", "--hash-seed=1", "--random-seed=1"];

const withOptions = (task: Task, options: readonly string[]): Task => ({
  ...task,
  setStage: async () => {
    const stage = await task.setStage();
    return { ...stage, nodeOptions: [...options, ...stage.nodeOptions] };
  },
});

const toSubject = (
  folder: string,
  functionName: string,
  code: string | Uint8Array,
  name: string,
): Subject => {
  mkdirSync(join(folder, functionName));
  const bundle = join(folder, functionName, "index.js");
  writeFileSync(bundle, code);
  // Otherwise a package around the temporary folder could say that it is an ES module.
  writeFileSync(join(folder, functionName, "package.json"), "{}");
  return { functionName, name, bundle, zipBytes: undefined, extraRequests: 0 };
};

const countInstructions = async (subject: Subject, task: Task): Promise<number> => {
  const { instructions } = await invoke(subject, withOptions(task, reproducible), {
    countsInstructions: true,
  });
  if (instructions === undefined) throw new Error(`valgrind counted nothing of ${subject.functionName}`);
  return instructions;
};

type Measured = {
  readonly name: string;
  readonly footprint: Footprint;
  readonly forbidden: readonly string[];
};

type Looked = Measured & { readonly subject: Subject; readonly task: Task };

/** One after the other: each synthesises the stack that it takes the function's variables from, where that is not there. */
const look = async (folder: string): Promise<readonly Looked[]> => {
  const looked: Looked[] = [];
  for (const task of tasks) {
    const { functionName: name } = task;
    const zip = readFileSync(join(import.meta.dirname, `../dist/${name}.zip`));
    const subject = toSubject(folder, name, unzipSync(zip)["index.js"] ?? "", names.product);
    const invoked = await invoke(subject, task, { watchesReads: true });
    const { requests, builtins } = invoked;
    const footprint = { zipBytes: zip.byteLength, requests, builtins, instructions: undefined };
    looked.push({ name, subject, task, footprint, forbidden: findForbidden(name, invoked) });
  }
  return looked;
};

const measure = async (folder: string, isCounted: boolean): Promise<readonly Measured[]> => {
  const looked = await look(folder);
  if (!isCounted) return looked;
  const nothing = toSubject(folder, "nothing", "exports.handler = async () => ({});", names.nothing);
  const [base, ...counts] = await Promise.all([
    countInstructions(nothing, worker),
    ...looked.map(async ({ subject, task }) => countInstructions(subject, task)),
  ]);
  return looked.map(({ name, footprint, forbidden }, index) => {
    const instructions = Math.round(((counts[index] ?? 0) - base) / 1e5) / 10;
    return { name, footprint: { ...footprint, instructions }, forbidden };
  });
};

const help = `Compares what the functions weigh, load, ask and cost to start with what was recorded.
V8 runs on one thread with fixed seeds, and all builtin modules count: pnpm bench has other figures.

npm run footprint -- [options]
  --record  record it anew (needs valgrind)
  --help

Exit codes: 0 as it was recorded, 1 not so, 2 the command line was not understood.`;

const parseOptions = (args: readonly string[]): { readonly isRecording: boolean } | "help" => {
  const { values } = parseArgs({
    args: [...args],
    options: { record: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
  });
  return values.help ? "help" : { isRecording: values.record };
};

const run = async (isRecording: boolean, folder: string): Promise<void> => {
  const isCounted = await hasValgrind();
  if (isRecording && !isCounted) throw new Error("Instructions can be recorded only where valgrind is.");
  await bundleFunctions("slim");
  const measured = await measure(folder, isCounted);
  console.log(toTable(measured.map(({ name, footprint }) => ({ function: name, ...footprint }))));
  if (isRecording) {
    const functions = Object.fromEntries(measured.map(({ name, footprint }) => [name, footprint]));
    writeFileSync(recordedFile, `${JSON.stringify({ platform, functions }, null, 2)}\n`);
  }
  const recorded = decodeRecorded(readFileSync(recordedFile, "utf8"));
  if (recorded.platform !== platform)
    console.log(
      `Of ${platform} no builtin modules and instructions are recorded, but of ${recorded.platform}.`,
    );
  if (!isCounted) console.log("Instructions are not compared: there is no valgrind here.");
  const wrong = measured.flatMap(({ name, footprint, forbidden }) => [
    ...compareFootprint(name, footprint, recorded, platform),
    ...forbidden,
  ]);
  for (const line of wrong) console.error(`✖ ${line}`);
  if (wrong.length > 0) {
    console.error("Where this is meant: pnpm footprint --record");
    process.exitCode = 1;
  } else console.log("All is as it was recorded.");
};

endOnSignals();
const options = readCommandLine("npm run footprint", parseOptions, help);
if (options !== undefined) {
  const folder = makeTemporaryFolder("footprint");
  try {
    await run(options.isRecording, folder.path);
  } finally {
    folder.remove();
  }
}
