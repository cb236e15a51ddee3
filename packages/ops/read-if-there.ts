// The text of a file that need not be there.
import { readFile } from "node:fs/promises";

/** The system's word for why a file cannot be read: `EACCES`. */
export const reasonOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** Undefined where there is none. Rejects for any other reason, in words that name the file. */
export const readIfThere = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (reasonOf(error) === "ENOENT") return undefined;
    throw error;
  }
};
