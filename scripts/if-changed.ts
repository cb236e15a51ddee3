// Skips a step whose inputs are what they were the last time, by a digest of their contents.
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type Step = {
  /** Names the stamp in `dist/`. */
  readonly name: string;
  /** Globs from the root; their files' names and contents decide. */
  readonly inputs: readonly string[];
  /** What besides files the result depends on. */
  readonly variables: readonly string[];
  /** Without these the step runs in any case. */
  readonly outputs: readonly string[];
  readonly run: () => Promise<void>;
};

const root = join(import.meta.dirname, "..");

const exclude = (path: string): boolean => path.includes("node_modules");
const isFile = (path: string): boolean => statSync(join(root, path)).isFile();

const digestOf = ({ inputs, variables }: Step): string => {
  const hash = createHash("sha256").update(JSON.stringify(variables));
  for (const path of globSync([...inputs], { cwd: root, exclude })
    .filter(isFile)
    .toSorted()) {
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
};

/** True when the step ran. */
export const ifChanged = async (step: Step): Promise<boolean> => {
  const stamp = join(root, "dist", `.${step.name}`);
  const digest = digestOf(step);
  const isDone = [stamp, ...step.outputs.map((path) => join(root, path))].every((path) => existsSync(path));
  if (isDone && readFileSync(stamp, "utf8") === digest) return false;
  await step.run();
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(stamp, digest);
  return true;
};
