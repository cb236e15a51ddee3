// Unpacks a function's zip file.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { unzipSync } from "fflate";

const readZip = async (file: string): Promise<Readonly<Record<string, Uint8Array>>> => {
  try {
    return unzipSync(await readFile(file));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot read the deployment package ${file}: ${reason}`, { cause });
  }
};

const resolveInside = (directory: string, entry: string): string => {
  const target = path.resolve(directory, entry);
  if (!target.startsWith(`${directory}${path.sep}`)) throw new Error(`${entry} would leave the package`);
  return target;
};

/**
 * Writes the zip's files under `directory`, which it creates.
 * Throws when the file is missing, is no zip, or holds an entry that points outside.
 */
export const extractCode = async (zipFile: string, directory: string): Promise<void> => {
  const entries = Object.entries(await readZip(zipFile)).filter(([name]) => !name.endsWith("/"));
  await mkdir(directory, { recursive: true });
  for (const [name, content] of entries) {
    const target = resolveInside(directory, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
};
