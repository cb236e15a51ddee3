// Makes a folder and those above it, one by one: where none can be made, as in /proc, Node's own `recursive` never ends.
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/** Does nothing where it is there. Rejects with the file system's reason. */
export const makeDirectory = async (directory: string): Promise<void> => {
  try {
    await mkdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    if (code !== "ENOENT") throw error;
    await makeDirectory(dirname(directory));
    await mkdir(directory);
  }
};
