// The CDKTF app: one stack per environment.
import * as E from "fp-ts/lib/Either.js";
import { App } from "cdktf";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { dev } from "./config/dev.ts";
import { local } from "./config/local.ts";
import { prod } from "./config/prod.ts";
import { decodeStackConfig } from "./config/stack-config.ts";
import { staging } from "./config/staging.ts";
import { MessageHandlerStack } from "./stacks/message-handler-stack.ts";

const root = join(import.meta.dirname, "..");
const bundles = join(root, "dist");

const fail = (message: string): never => {
  console.error(message);
  process.exit(1);
};

if (!existsSync(bundles)) fail("The functions are not bundled yet: run `pnpm bundle` first.");

// `cdktf` says where to write; without it the folder is the one that cdktf.json's reader would take.
const app = new App({ outdir: process.env["CDKTF_OUTDIR"] ?? join(root, "cdktf.out") });
// People's addresses stay out of the repository: `ALARM_EMAILS=a@example.com,b@example.com`.
const alarmEmails = (process.env["ALARM_EMAILS"] ?? "")
  .split(",")
  .map((email) => email.trim())
  .filter((email) => email !== "");
for (const environment of [local, dev, staging, prod]) {
  const config = decodeStackConfig({ ...environment, alarmEmails });
  if (E.isLeft(config)) fail(`infra/config/${environment.environment}.ts:\n  ${config.left.join("\n  ")}`);
  else new MessageHandlerStack(app, config.right, bundles);
}
app.synth();
