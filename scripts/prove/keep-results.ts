// What a mode found, in files that stay: its document, and charts made from it.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { whenAndWhere } from "../charts/machine.ts";
import type { Charts } from "./mode.ts";

export type KeepResults = (mode: string, document: string, charts: (when: string) => Charts) => string;

/** The line that says where they are, in `dist/prove` of `root`. Those of the mode's last run are gone then. */
export const makeKeepResults =
  (root: string): KeepResults =>
  (mode, document, charts) => {
    const folder = join(root, "dist/prove", mode);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "result.json"), `${document}\n`);
    const drawn = Object.entries(charts(whenAndWhere(new Date())));
    for (const [name, svg] of drawn) writeFileSync(join(folder, `${name}.svg`), svg);
    const names = ["result.json", ...drawn.map(([name]) => `${name}.svg`)];
    return `${relative(root, folder)}/: ${names.join(", ")}`;
  };
