// A developer's machine: the same system, open on the loopback and free to be thrown away.
import { defaults } from "./defaults.ts";
import type { StackConfig } from "./stack-config.ts";

export const local: StackConfig = {
  ...defaults,
  environment: "local",
  auth: { kind: "none" },
  logRetentionDays: 7,
  protectData: false,
};
