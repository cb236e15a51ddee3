// The files that follow from the waivers: what should stand in them.
import { join } from "node:path";
import { bootstrapStack, stackOf, subjects } from "./synthesised.ts";
import { toCheckovBaseline, toList, toTrivyPolicy, waiversOf } from "./waivers.ts";
import type { Waiver } from "./waivers.ts";

const root = join(import.meta.dirname, "../..");

/** Of every stack that is deployed or could be. */
export const allWaivers = (): readonly Waiver[] =>
  waiversOf([...subjects.map(({ config }) => stackOf(config)), bootstrapStack()]);

const start = "<!-- Written by `pnpm waivers`: -->\n";
const end = "<!-- End of what is written. -->";

/** Throws when the text has no place for the list. */
const withList = (text: string, list: string): string => {
  const [before, rest] = text.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error("docs/security.md has no place for the waivers");
  return `${before}${start}\n${list}\n\n${end}${after}`;
};

export type WaiverFile = { readonly path: string; readonly expected: string };

export const waiverFiles = (read: (path: string) => string): readonly WaiverFile[] => {
  const waivers = allWaivers();
  const security = join(root, "docs/security.md");
  return [
    { path: join(root, "infra/scanners/checkov.baseline"), expected: toCheckovBaseline(waivers) },
    { path: join(root, "infra/scanners/waivers.rego"), expected: toTrivyPolicy(waivers) },
    { path: security, expected: withList(read(security), toList(waivers)) },
  ];
};
