// The CDKTF app: one stack per environment, and the one that prepares an account for them.
// `--environments` says that nobody is going to apply the latter.
import * as E from "fp-ts/lib/Either.js";
import { App } from "cdktf";
import { existsSync, mkdtempSync, readdirSync, rmdirSync } from "node:fs";
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

/**
 * Tried in the nearest folder that is there: that it may be written does not mean that it takes a folder, as /proc takes
 * none. Nothing stays behind, for another variable may still be wrong.
 */
const takesFolder = (path: string): boolean => {
  if (!existsSync(path)) return takesFolder(dirname(path));
  try {
    readdirSync(path);
    rmdirSync(mkdtempSync(join(path, "tried-")));
    return true;
  } catch {
    return false;
  }
};
/** The stacks are in a folder of their own there. */
const takesStacks = (path: string): boolean => takesFolder(resolve(path, "stacks"));

const decoded = decodeSettings(decodeVariables(process.env, takesStacks));
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
