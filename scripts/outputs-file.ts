// Where `npm start` writes the outputs of its stack: outputs.json belongs to the first system of a checkout.
import { isRunning } from "@message-handler/ops/local-system.ts";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type LocalOutputs = Readonly<Record<string, unknown>> & { readonly aws_endpoint: string };

export type OutputsFile = {
  readonly path: string;
  /** Removes it, unless another system has written it since. */
  readonly remove: () => void;
};

/** Undefined where there is none. */
const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

const endpointIn = (text: string): string | undefined => {
  try {
    return (JSON.parse(text) as Partial<LocalOutputs> | null)?.aws_endpoint;
  } catch {
    return undefined;
  }
};

const isOfAnother = async (path: string, ownEndpoint: string): Promise<boolean> => {
  const endpoint = endpointIn(read(path) ?? "");
  return endpoint !== undefined && endpoint !== ownEndpoint && (await isRunning(endpoint));
};

const write = (path: string, outputs: LocalOutputs): OutputsFile => {
  const text = `${JSON.stringify(outputs, undefined, 2)}\n`;
  writeFileSync(path, text);
  return {
    path,
    remove: () => {
      if (read(path) === text) rmSync(path);
    },
  };
};

/**
 * @param chosen the file that was asked for; without it outputs.json in the folder, or, while the system runs that has
 * that one, another file beside it
 */
export const writeOutputsFile = async (
  folder: string,
  outputs: LocalOutputs,
  chosen?: string,
): Promise<OutputsFile> => {
  if (chosen !== undefined) return write(chosen, outputs);
  const first = join(folder, "outputs.json");
  const { port } = new URL(outputs.aws_endpoint);
  const isTaken = await isOfAnother(first, outputs.aws_endpoint);
  return write(isTaken ? join(folder, `outputs-${port}.json`) : first, outputs);
};
