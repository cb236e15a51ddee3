// The CDKTF app: one stack per environment, and the one that prepares an account for them.
// `--environments` says that nobody is going to apply the latter.
import * as E from "fp-ts/lib/Either.js";
import { App } from "cdktf";
import { accessSync, constants, existsSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { bundleFolders } from "./config/bundle.ts";
import { toStackName } from "./config/installation.ts";
import { decodeSettings } from "./config/settings.ts";
import { decodeVariables } from "./config/variables.ts";
import { localStateWarning } from "./bootstrap/state-backend.ts";
import { BootstrapStack } from "./bootstrap/bootstrap-stack.ts";
import { MessageHandlerStack } from "./stacks/message-handler-stack.ts";

const root = join(import.meta.dirname, "..");
const fail = (...sentences: readonly string[]): never => {
  console.error(sentences.join("\n"));
  process.exit(1);
};

/** One by one: in a file system that takes none, such as /proc, Node's `recursive` never returns. */
const makeFolder = (path: string): void => {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
};

/** The stacks are in a folder of their own there. */
const takesFolder = (path: string): boolean => {
  try {
    const stacks = resolve(path, "stacks");
    makeFolder(stacks);
    accessSync(stacks, constants.W_OK);
    readdirSync(stacks);
    return true;
  } catch {
    return false;
  }
};

const decoded = decodeSettings(decodeVariables(process.env, takesFolder));
const settings = E.isLeft(decoded) ? fail(...decoded.left) : decoded.right;
const bundles = join(root, bundleFolders[settings.bundle]);
const isBundled = (name: string): boolean => existsSync(join(bundles, `${name}.zip`));
if (settings.stateBucket === undefined && !process.argv.includes("--environments"))
  console.error(localStateWarning(toStackName(settings.namePrefix, "bootstrap")));
if (!["authorize-caller", "process-message", "query-messages"].every(isBundled))
  fail("The functions are not bundled yet: run `pnpm bundle` first.");

// `cdktf` says where to write; without it the folder is the one that cdktf.json's reader would take.
const app = new App({ outdir: settings.outputFolder ?? join(root, "cdktf.out") });
for (const config of settings.configs) new MessageHandlerStack(app, { ...settings, config, bundles });
new BootstrapStack(app, settings);
app.synth();
