// Keeps a run as the one that docs/performance.md shows.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { toCharts } from "./charts.ts";
import { mergeRuns, withRun } from "./document.ts";
import type { Run } from "./run.ts";

const docs = join(import.meta.dirname, "../../docs");
const [runFile, document] = [join(docs, "performance.json"), join(docs, "performance.md")];

/** Undefined when none is. */
export const readRecordedRun = async (): Promise<Run | undefined> =>
  readFile(runFile, "utf8").then(
    (text) => JSON.parse(text) as Run,
    () => undefined,
  );

/** What was not measured this time stays as it is recorded. */
export const recordRun = async (ran: Run): Promise<void> => {
  const run = mergeRuns(await readRecordedRun(), ran);
  await writeFile(runFile, await format(JSON.stringify(run), { parser: "json", printWidth: 110 }));
  await writeFile(document, await withRun(await readFile(document, "utf8"), run));
  for (const { file, svg } of toCharts(run)) await writeFile(join(docs, "images", `${file}.svg`), svg);
};
