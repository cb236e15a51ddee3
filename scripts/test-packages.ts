// Runs every package's tests, one package after the other, and sums them up in the last line.
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { dirname, join } from "node:path";

type Result = {
  readonly passed: number;
  readonly failed: number;
  readonly pending: number;
  readonly ok: boolean;
};

const root = join(import.meta.dirname, "..");
const workspace = ["packages/*/package.json", "functions/*/package.json", "infra/package.json"];
const packages = [...globSync(workspace, { cwd: root }).map(dirname).toSorted(), "scripts"];

const count = (output: string, word: string): number =>
  Number(new RegExp(String.raw`^\s+(\d+) ${word}`, "m").exec(output)?.[1] ?? 0);

const runMocha = async (directory: string): Promise<Result> =>
  new Promise((resolve, reject) => {
    const mocha = join(root, "node_modules/.bin/mocha");
    const config = join(root, ".mocharc.json");
    // Colours would stand between the line's start and the count.
    const { FORCE_COLOR: _colours, ...env } = process.env;
    const child = spawn(mocha, ["--config", config, "--no-color"], {
      cwd: join(root, directory),
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      process.stdout.write(chunk);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      const [passed, failed, pending] = ["passing", "failing", "pending"].map((word) => count(output, word));
      resolve({ passed: passed ?? 0, failed: failed ?? 0, pending: pending ?? 0, ok: code === 0 });
    });
  });

const total = { passed: 0, failed: 0, pending: 0 };
let allOk = true;
for (const directory of packages) {
  console.log(`\n▶ ${directory}`);
  const result = await runMocha(directory);
  total.passed += result.passed;
  // A run that died, or that found no test, has failed even though mocha counted nothing.
  const ok = result.ok && result.passed > 0;
  total.failed += ok ? result.failed : Math.max(result.failed, 1);
  total.pending += result.pending;
  allOk &&= ok;
}
const skipped = total.pending > 0 ? `, ${total.pending} skipped` : "";
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(allOk ? 0 : 1);
