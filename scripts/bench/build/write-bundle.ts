// Lays a bundle where a process can load it as Lambda would.
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toZip } from "../../bundle-functions.ts";

export type Bundle = {
  /** Of the subject. */
  readonly folder: string;
  readonly file: "index.js" | "index.mjs";
  readonly code: Uint8Array;
  /** The packages that the runtime brings. */
  readonly modules?: string;
};

/** @returns its path, and the bytes of its zip */
export const writeBundle = async ({
  folder,
  file,
  code,
  modules,
}: Bundle): Promise<{ readonly bundle: string; readonly zipBytes: number }> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const bundle = join(folder, file);
  await writeFile(bundle, code);
  // Otherwise the package around it would say that it is an ES module.
  await writeFile(join(folder, "package.json"), "{}");
  if (modules !== undefined) await symlink(modules, join(folder, "node_modules"));
  return { bundle, zipBytes: toZip(code, file).byteLength };
};
