// Every environment there is, in the order in which a change reaches them. Whatever needs the list takes it from here;
// tests compare the workflows and the documents with it.
import { dev } from "./dev.ts";
import { local } from "./local.ts";
import { prod } from "./prod.ts";
import type { StackConfig } from "./stack-config.ts";
import { staging } from "./staging.ts";

export const environments = { local, dev, staging, prod } as const satisfies Readonly<
  Record<string, StackConfig>
>;

/** What workflows deploy: `local` never leaves a developer's machine. */
export const deployedEnvironments: readonly StackConfig[] = Object.values(environments).filter(
  ({ environment }) => environment !== "local",
);

export const deployedNames: readonly string[] = deployedEnvironments.map(({ environment }) => environment);
