// Every mode of `pnpm prove`, in the order of its help.
import type { Mode } from "./mode.ts";
import { fuzzMode } from "./fuzz/mode.ts";
import { loadMode } from "./load/mode.ts";
import { modelMode } from "./model/model.ts";
import { mutantsMode } from "./mutants/mode.ts";
import { noisyMode } from "./noisy.ts";
import { outageMode } from "./outage.ts";
import { overloadMode } from "./overload.ts";
import { proofMode } from "./messages/proof-mode.ts";
import { simulateMode } from "./simulate-mode.ts";

export const modes: readonly Mode[] = [
  proofMode,
  simulateMode,
  mutantsMode,
  fuzzMode,
  noisyMode,
  outageMode,
  overloadMode,
  loadMode,
  modelMode,
];
