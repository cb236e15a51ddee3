// `pnpm prove`: the proofs and the measurements of the running system.
import { join } from "node:path";
import { endOnSignals } from "./end-on-signals.ts";
import { makeKeepResults } from "./prove/keep-results.ts";
import { makeProgress } from "./prove/progress.ts";
import { modes } from "./prove/modes.ts";
import { prove } from "./prove/program.ts";

endOnSignals();
const progress = makeProgress(process.stderr);

// Not process.exit(): what was printed must reach a pipe first.
process.exitCode = await prove(process.argv.slice(2), {
  modes,
  print: (text) => {
    progress.show("");
    console.log(text);
  },
  progress,
  keep: makeKeepResults(join(import.meta.dirname, "..")),
});
