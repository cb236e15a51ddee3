// The rehearsal: like production in all but scale.
import { defaults } from "./defaults.ts";
import type { StackConfig } from "./stack-config.ts";

export const staging: StackConfig = {
  ...defaults,
  environment: "staging",
};
