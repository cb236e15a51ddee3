// The temporary folders of functions' code: named after their process, so that those a killed run left can be told.
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

const prefix = "local-cloud-functions-";

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Any other refusal means that somebody else's process has this number.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
};

/** The folder's path. Whatever package its parent is part of, the functions are of none, as on AWS: their .js are CommonJS. */
export const makeFunctionsFolder = async (parent: string): Promise<string> => {
  const folder = await mkdtemp(path.join(parent, `${prefix}${process.pid}-`));
  await writeFile(path.join(folder, "package.json"), "{}");
  return folder;
};

/** Removes the folders whose process is no more; resolves with those that could not be removed, and why. */
export const removeLeftFolders = async (parent: string): Promise<ReadonlyMap<string, string>> => {
  const failures = new Map<string, string>();
  for (const name of await readdir(parent)) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = path.join(parent, name);
    await rm(folder, { recursive: true, force: true }).catch((error: unknown) => {
      failures.set(folder, String(error));
    });
  }
  return failures;
};
