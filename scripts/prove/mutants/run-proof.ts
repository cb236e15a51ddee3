// Runs a proof on a copy of the sources, as a command of its own, and says which of its checks failed.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import type { Proof } from "./mutant.ts";

const argumentsOf: Readonly<Record<Proof, readonly string[]>> = {
  simulation: ["--simulate", "--deliveries", "100000"],
  processes: ["--messages", "600", "--seeds", "1"],
};

/** What both proofs print with `--json`, as far as it is read here. */
const Document = t.intersection([
  t.type({ ok: t.boolean }),
  t.partial({
    failure: t.type({ invariant: t.string }),
    failures: t.array(t.type({ check: t.string })),
  }),
]);

const endGroup = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
};

/** The check that failed, or undefined where the proof holds. Throws when the command said neither. */
export const runProof = async (copy: string, proof: Proof): Promise<string | undefined> => {
  // In the copy, so that it goes with it, however the proof ends.
  const temporary = join(copy, "tmp");
  await mkdir(temporary, { recursive: true });
  const child = spawn(process.execPath, ["scripts/prove.ts", ...argumentsOf[proof], "--json"], {
    cwd: copy,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that all that it starts can be ended with it.
    detached: true,
  });
  const endToo = (): void => endGroup(child);
  // Before the copy is removed, in which it writes.
  process.prependOnceListener("exit", endToo);
  const [output, errors] = await Promise.all([buffer(child.stdout), buffer(child.stderr)]);
  process.off("exit", endToo);
  const text = output.toString().trim();
  const document = E.tryCatch((): unknown => JSON.parse(text), String);
  const decoded = E.isRight(document) ? Document.decode(document.right) : undefined;
  if (decoded === undefined || E.isLeft(decoded))
    throw new Error(`the proof by ${proof} ended without a document:\n${errors.toString().slice(-2000)}`);
  const { ok, failure, failures } = decoded.right;
  return ok ? undefined : (failure?.invariant ?? failures?.[0]?.check ?? "a failed run");
};
