// Bundles the functions and synthesises the stacks, each only when something it is made from changed.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { bundleFunctions } from "./bundle-functions.ts";
import { ifChanged } from "./if-changed.ts";

const root = join(import.meta.dirname, "..");

const runSynth = async (): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["infra/main.ts"], {
      cwd: root,
      // stdout belongs to the log of the system that is about to start.
      stdio: ["ignore", 2, 2],
      env: { ...process.env, CHECKPOINT_DISABLE: "1" },
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the synth ended with code ${code}`));
    });
  });

const lockfile = "pnpm-lock.yaml";
const product = ["functions/**/*.ts", "packages/{domain,lambda-kit,message-store}/**/*.ts"];

/** `progress` gets a line as each step begins. Answers the path of the environment's cdk.tf.json. */
export const synthesise = async (environment: string, progress: (line: string) => void): Promise<string> => {
  await ifChanged({
    root,
    name: "bundle",
    inputs: [...product, "scripts/bundle-functions.ts", lockfile],
    variables: [],
    outputs: ["dist/*.zip"],
    run: async () => {
      progress("Bundling the functions …");
      await bundleFunctions();
    },
  });
  const stackFile = `cdktf.out/stacks/message-handler-${environment}/cdk.tf.json`;
  await ifChanged({
    root,
    name: "synth",
    inputs: ["infra/**/*.ts", "packages/domain/*.ts", "dist/*.zip", "cdktf.json", lockfile],
    variables: [process.env["ALARM_EMAILS"] ?? ""],
    outputs: ["cdktf.out/**"],
    run: async () => {
      progress("Synthesising the stacks …");
      await runSynth();
    },
  });
  return join(root, stackFile);
};
