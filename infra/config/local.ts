// A developer's machine: the same system, open on the loopback and free to be thrown away.
import { defaults } from "./defaults.ts";
import type { StackConfig } from "./stack-config.ts";

export const local: StackConfig = {
  ...defaults,
  environment: "local",
  auth: { kind: "none" },
  // A laptop's executions are slower than the computed number takes them for, and with --speed what is postponed comes back
  // sooner than on AWS. The local cloud has no more than 16 processes for a function.
  messageProcessor: { ...defaults.messageProcessor, maximumConcurrency: 16 },
  logRetentionDays: 7,
  protectData: false,
};
