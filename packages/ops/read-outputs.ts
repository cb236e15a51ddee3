// Reads the outputs file that a command is given.
import * as E from "fp-ts/lib/Either.js";
import type * as t from "io-ts";
import { decodeOutputs } from "./outputs.ts";

export type OutputsFile = {
  readonly path: string;
  /** Whose outputs, where the file has those of several stacks. */
  readonly environment: string | undefined;
  /** What to do when there is no such file. */
  readonly remedy: string;
};

/**
 * @param readText rejects when there is no such file
 * @returns a Left says in one line what is wrong with the file, without a value
 */
export const readOutputs = async <A>(
  readText: (path: string) => Promise<string>,
  codec: t.Type<A>,
  { path, environment, remedy }: OutputsFile,
): Promise<E.Either<string, A>> => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readText(path));
  } catch (error) {
    return E.left(`${path} ${error instanceof SyntaxError ? "is not JSON" : `cannot be read: ${remedy}`}`);
  }
  return E.mapLeft((error: string) => `${path}: ${error}`)(decodeOutputs(codec, parsed, environment));
};
