// Production.
import { defaults } from "./defaults.ts";
import type { StackConfig } from "./stack-config.ts";

export const prod: StackConfig = {
  ...defaults,
  environment: "prod",
  worker: { ...defaults.worker, maximumConcurrency: 100 },
  logRetentionDays: 365,
};
