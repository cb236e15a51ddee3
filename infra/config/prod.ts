// Production.
import { defaults } from "./defaults.ts";
import type { StackConfig } from "./stack-config.ts";

export const prod: StackConfig = {
  ...defaults,
  environment: "prod",
  encryption: "customer-managed",
  api: { rateLimit: 2000, burstLimit: 4000 },
  logRetentionDays: 365,
};
