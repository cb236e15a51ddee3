// `pnpm provider-arguments 25.7.0` writes what the pinned provider takes of each type that the stacks have, read from
// the release of @cdktn/provider-aws that is generated from it: too large to be installed for a test.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readArguments } from "./binding-arguments.ts";
import { argumentsFile, providerTypes } from "./provider-arguments.ts";
import { awsProviderVersion } from "../constructs/shared/aws-provider.ts";
import { everyStack } from "./synth.ts";

const { positionals } = parseArgs({ allowPositionals: true });
const [release = ""] = positionals;
if (!/^\d+\.\d+\.\d+$/.test(release)) {
  process.stderr.write(
    `usage: pnpm provider-arguments RELEASE, the one of @cdktn/provider-aws for provider ${awsProviderVersion}\n`,
  );
  process.exit(2);
}

const bindings = `@cdktn/provider-aws@${release}`;
const folder = mkdtempSync(join(tmpdir(), "provider-arguments-"));
try {
  process.stderr.write(`Downloading ${bindings} (46 MB) …\n`);
  const run = (command: string, args: readonly string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const packed = run("npm", ["pack", "--silent", bindings]).trim();
  run("tar", ["xzf", packed]);
  const lib = join(folder, "package", "lib");
  const types = [...new Set(everyStack().flatMap(providerTypes))].toSorted();
  const taken = Object.fromEntries(types.map((type) => [type, readArguments(lib, type)]));
  writeFileSync(
    argumentsFile,
    `${JSON.stringify({ provider: awsProviderVersion, bindings, arguments: taken }, undefined, 2)}\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
