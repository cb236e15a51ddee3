// Gathers the waivers that stand beside the resources into the files of the scanners and into docs/security.md.
import { readFileSync, writeFileSync } from "node:fs";
import { waiverFiles } from "../infra/policies/waiver-files.ts";

for (const { path, expected } of waiverFiles((path) => readFileSync(path, "utf8")))
  writeFileSync(path, expected);
