// Posts at a rate from another process.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Answer } from "./answer.ts";

export type Posting = {
  readonly apiUrl: string;
  /** Messages a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly onAnswer?: (answer: Answer) => void;
};

/** Resolves with all answers once the last one is there. */
export const postAtRate = async ({
  apiUrl,
  rate,
  seconds,
  onAnswer,
}: Posting): Promise<readonly Answer[]> => {
  const program = join(import.meta.dirname, "post-at-rate.ts");
  const child = spawn(process.execPath, [program, apiUrl, `${rate}`, `${seconds}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const endToo = (): void => void child.kill("SIGKILL");
  process.once("exit", endToo);
  const exited = once(child, "close");
  const answers: Answer[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const answer = Answer.parse(JSON.parse(line));
    answers.push(answer);
    onAnswer?.(answer);
  }
  await exited;
  process.off("exit", endToo);
  if (child.exitCode !== 0) throw new Error(`the posting process ended with ${String(child.exitCode)}`);
  return answers;
};
