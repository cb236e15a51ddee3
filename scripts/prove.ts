// `pnpm prove`: the proofs and the measurements of the running system.
import { join } from "node:path";
import { makeKeepResults } from "./prove/keep-results.ts";
import { makeProgress } from "./prove/progress.ts";
import { modes } from "./prove/modes.ts";
import { prove } from "./prove/program.ts";

// What it has started ends with it.
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)
  process.once(signal, () => process.exit(code));

// Not process.exit(): what was printed must reach a pipe first.
process.exitCode = await prove(process.argv.slice(2), {
  modes,
  print: (text) => console.log(text),
  progress: makeProgress(process.stderr),
  keep: makeKeepResults(join(import.meta.dirname, "..")),
});
