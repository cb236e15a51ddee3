// `pnpm bench`: the functions beside others that do the same work.
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { buildPeers } from "./bench/build/build-peers.ts";
import { buildProduct } from "./bench/build/build-product.ts";
import { installPeers } from "./bench/build/install-peers.ts";
import type { Subject } from "./bench/subject.ts";
import { toCharts } from "./bench/charts.ts";
import { measures } from "./bench/measures.ts";
import { bench, type BenchOptions } from "./bench/program.ts";
import { recordRun } from "./bench/record.ts";
import { toReport } from "./bench/report.ts";
import { judgeRun, runMeasures, type Run } from "./bench/run.ts";
import { endOnSignals } from "./end-on-signals.ts";
import { makeProgress } from "./prove/progress.ts";

endOnSignals();
const progress = makeProgress(process.stderr);

const build = async (folder: string): Promise<readonly Subject[]> => {
  await installPeers(progress.say);
  progress.show("building the functions and their peers");
  return [...(await buildProduct(folder)), ...(await buildPeers(folder))];
};

const run = async ({ measures: names, rounds, out, record }: BenchOptions): Promise<Run> => {
  const folder = resolve(process.env["INIT_CWD"] ?? ".", out);
  await mkdir(folder, { recursive: true });
  let subjects: Promise<readonly Subject[]> | undefined;
  const chosen = measures.filter(({ name }) => names.includes(name));
  const ran = await runMeasures(chosen, {
    rounds,
    progress,
    subjects: async () => (subjects ??= build(join(folder, "functions"))),
  });
  await writeFile(join(folder, "bench.json"), JSON.stringify({ ...ran, bars: judgeRun(ran) }, undefined, 1));
  await writeFile(join(folder, "bench.txt"), `${toReport(ran)}\n`);
  for (const { file, svg } of toCharts(ran)) await writeFile(join(folder, `${file}.svg`), svg);
  if (record) await recordRun(ran);
  return ran;
};

// Not process.exit(): what was printed must reach a pipe first.
try {
  process.exitCode = await bench(process.argv.slice(2), {
    measures,
    run,
    print: (text) => console.log(text),
    progress,
  });
} catch (error) {
  progress.say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
