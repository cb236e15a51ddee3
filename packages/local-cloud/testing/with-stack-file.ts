// A stack file for tests, which is gone once it was used.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `use` gets the path of a `cdk.tf.json` with that text, alone in its directory. */
export const withStackFile = async <T>(text: string, use: (file: string) => Promise<T>): Promise<T> => {
  const directory = await mkdtemp(join(tmpdir(), "stack-file-"));
  try {
    const file = join(directory, "cdk.tf.json");
    await writeFile(file, text);
    return await use(file);
  } finally {
    await rm(directory, { recursive: true });
  }
};
