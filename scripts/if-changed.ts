// Skips a step whose inputs and outputs are what they were the last time, by a digest of their contents.
import { createHash, type Hash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type Step = {
  /** The folder that all globs start from. */
  readonly root: string;
  /** Names the stamp in `dist/`. */
  readonly name: string;
  /** Globs; their files' names and contents decide. */
  readonly inputs: readonly string[];
  /** Paths of inputs that do not change the result. */
  readonly ignored?: RegExp;
  /** What the result depends on besides files. */
  readonly variables: readonly string[];
  /** Globs, too. */
  readonly outputs: readonly string[];
  readonly run: () => Promise<void>;
};

const exclude = (path: string): boolean => path.includes("node_modules");

const digestOf = (root: string, globs: readonly string[], ignored?: RegExp): Hash => {
  const hash = createHash("sha256");
  const isFile = (path: string): boolean => statSync(join(root, path)).isFile();
  const paths = globSync([...globs], { cwd: root, exclude }).filter(isFile);
  for (const path of paths.filter((path) => ignored?.test(path) !== true).toSorted())
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  return hash;
};

/** The outputs count too: another command, or another checkout, may have written them since. */
const toStamp = ({ root, inputs, ignored, outputs, variables }: Step): string =>
  `${digestOf(root, inputs, ignored).update(JSON.stringify(variables)).digest("hex")} ${digestOf(root, outputs).digest("hex")}`;

/** True when the step ran. */
export const ifChanged = async (step: Step): Promise<boolean> => {
  const stamp = join(step.root, "dist", `.${step.name}`);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === toStamp(step)) return false;
  await step.run();
  mkdirSync(join(step.root, "dist"), { recursive: true });
  writeFileSync(stamp, toStamp(step));
  return true;
};
