// Where changes meet AWS first.
import { defaults } from "./defaults.ts";
import type { StackConfig } from "./stack-config.ts";

export const dev: StackConfig = {
  ...defaults,
  environment: "dev",
  logRetentionDays: 7,
  protectData: false,
};
