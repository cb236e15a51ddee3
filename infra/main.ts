// The CDKTF app: one stack per environment, and the one that prepares an account for them.
import * as E from "fp-ts/lib/Either.js";
import { App } from "cdktf";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { deployedEnvironments, environments } from "./config/environments.ts";
import { localAuth } from "./config/auth.ts";
import { decodeNamePrefix, namePrefix } from "./config/installation.ts";
import { decodeStackConfig } from "./config/stack-config.ts";
import { BootstrapStack } from "./bootstrap/bootstrap-stack.ts";
import { MessageHandlerStack } from "./stacks/message-handler-stack.ts";

const root = join(import.meta.dirname, "..");
const bundles = join(root, "dist");

const fail = (message: string): never => {
  console.error(message);
  process.exit(1);
};

/** An empty variable is how a CI system passes one that is not set. */
const variable = (name: string): string | undefined => process.env[name]?.trim() || undefined;

if (!existsSync(bundles)) fail("The functions are not bundled yet: run `pnpm bundle` first.");

// `cdktf` says where to write; without it the folder is the one that cdktf.json's reader would take.
const app = new App({ outdir: variable("CDKTF_OUTDIR") ?? join(root, "cdktf.out") });
// People's addresses stay out of the repository: `ALARM_EMAILS=a@example.com,b@example.com`.
const alarmEmails = (variable("ALARM_EMAILS") ?? "")
  .split(",")
  .map((email) => email.trim())
  .filter((email) => email !== "");
const prefix = decodeNamePrefix(namePrefix);
if (E.isLeft(prefix)) fail(`infra/config/installation.ts: ${prefix.left}`);
/** What an account or a region has once, and already has. */
const isExisting = (name: string): boolean => {
  const value = variable(name);
  if (value !== undefined && value !== "existing") fail(`${name}: expected existing, or nothing`);
  return value !== undefined;
};
const runbook = variable("RUNBOOK_URL") ?? "docs/operating.md";
const stateBucket = variable("STATE_BUCKET");
const corsOrigin = variable("LOCAL_CORS_ORIGIN");
const local = {
  ...environments.local,
  api: { ...environments.local.api, ...(corsOrigin === undefined ? {} : { corsOrigin }) },
  auth: localAuth(variable("LOCAL_AUTH"), variable("LOCAL_ISSUER")),
};

for (const environment of [local, ...deployedEnvironments]) {
  const config = decodeStackConfig({ ...environment, alarmEmails });
  if (E.isLeft(config))
    fail(
      `infra/config/${environment.environment}.ts, or defaults.ts under it:\n  ${config.left.join("\n  ")}`,
    );
  else new MessageHandlerStack(app, { config: config.right, namePrefix, bundles, runbook, stateBucket });
}
new BootstrapStack(app, {
  namePrefix,
  stateBucket,
  existing: {
    githubProvider: isExisting("GITHUB_PROVIDER"),
    apiGatewayLogging: isExisting("API_GATEWAY_LOGGING"),
  },
});
app.synth();
