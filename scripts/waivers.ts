// Writes the waivers of infra/scanners/waivers.ts into the files of both scanners and into docs/security.md.
import { readFileSync, writeFileSync } from "node:fs";
import { everyStack } from "../infra/policies/synth.ts";
import { scannerFiles, waivedRules } from "../infra/scanners/scanner-files.ts";

for (const { path, expected } of scannerFiles(waivedRules(everyStack()), (path) =>
  readFileSync(path, "utf8"),
))
  writeFileSync(path, expected);
