// A copy of the working tree, with one fault in it or none, beside the real one: its packages are its own, its libraries are shared.
import { execFileSync } from "node:child_process";
import { cp, mkdir, readFile, readdir, readlink, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { makeTemporaryFolder } from "../system/temporary-folder.ts";
import { mutate, type Mutant } from "./mutant.ts";

/** As they stand, committed or not. */
const listSources = (root: string): readonly string[] =>
  execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  })
    .split("\0")
    .filter((path) => path !== "" && existsSync(join(root, path)));

/** pnpm's links: one into the workspace leads into the copy, one to a library to where it is. */
const linkModules = async (from: string, to: string, root: string, copy: string): Promise<void> => {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory() && entry.name.startsWith("@")) await linkModules(source, target, root, copy);
    else if (entry.isSymbolicLink()) {
      const leadsTo = resolve(from, await readlink(source));
      const isOwn = leadsTo.startsWith(root + sep) && !leadsTo.includes(`${sep}node_modules${sep}`);
      await symlink(isOwn ? join(copy, relative(root, leadsTo)) : leadsTo, target);
    } else await symlink(source, target);
  }
};

const linkAllModules = async (root: string, copy: string, sources: readonly string[]): Promise<void> => {
  const folders = new Set(
    sources.filter((path) => path.endsWith("package.json")).map((path) => dirname(path)),
  );
  for (const folder of folders) {
    const from = join(root, folder, "node_modules");
    if (existsSync(from)) await linkModules(from, join(copy, folder, "node_modules"), root, copy);
  }
};

const writeFault = async (root: string, copy: string, mutant: Mutant): Promise<void> => {
  const mutated = mutate(await readFile(join(root, mutant.file), "utf8"), mutant);
  await writeFile(join(copy, mutant.file), mutated);
};

/** Runs `work` in the copy's root, and removes the copy. */
export const withCopy = async <T>(
  root: string,
  mutant: Mutant | undefined,
  work: (copy: string) => Promise<T>,
): Promise<T> => {
  const sources = listSources(root);
  const { path: copy, remove } = makeTemporaryFolder("mutant");
  try {
    for (const path of sources) {
      await mkdir(dirname(join(copy, path)), { recursive: true });
      await cp(join(root, path), join(copy, path));
    }
    if (mutant !== undefined) await writeFault(root, copy, mutant);
    await linkAllModules(root, copy, sources);
    return await work(copy);
  } finally {
    remove();
  }
};
