// Reads one of several parts: what cannot be read is noted, and the command goes on without it.
import { toSentence } from "./target/aws-errors.ts";

export type Attempt = <A>(what: string, read: () => Promise<A>) => Promise<A | undefined>;

/** `notes` gets a sentence for each part that was refused or failed, each once. */
export const makeAttempt =
  (notes: Set<string>): Attempt =>
  async (what, read) => {
    try {
      return await read();
    } catch (error) {
      notes.add(`${what}: ${toSentence(error)}`);
      return undefined;
    }
  };

/** At the end of a text; none where all was read. */
export const toNotReadLines = (notRead: readonly string[]): readonly string[] =>
  notRead.length === 0 ? [] : ["", "Not read:", ...notRead.map((note) => `  ${note}`)];
