// Runs one function in a process of its own, against a fake of what it calls, and checks that it did its work.
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Readable } from "node:stream";
import * as t from "io-ts";
import * as E from "fp-ts/lib/Either.js";
import { makeTemporaryFolder } from "../../prove/system/temporary-folder.ts";
import type { Subject } from "../subject.ts";
import type { Task } from "./task.ts";

/** What run-function.cjs is told. */
type Plan = {
  /** Path of an index.js or index.mjs that exports `handler`. */
  readonly bundle: string;
  readonly eventFile: string;
  /** In all; 0: init alone. */
  readonly invocations: number;
  /** Of them, before the clock for warm ones starts. */
  readonly warmUps: number;
  /** Once init is over the process writes its id into it: it limits its share of a core. */
  readonly quotaFile?: string;
  readonly watchesReads: boolean;
  /** How many times as long its timers take. */
  readonly slowsClock: number;
};

export type InvokeOptions = Partial<Omit<Plan, "bundle" | "eventFile" | "slowsClock">> & {
  /** Messages of a batch, where the task has batches. */
  readonly batch?: number;
  /** Runs Node under valgrind, which counts its instructions. */
  readonly countsInstructions?: boolean;
};

const Time = t.type({ wall: t.number, cpu: t.number });
const Report = t.type({
  init: Time,
  first: Time,
  warm: Time,
  rss: t.number,
  builtins: t.number,
  loadsUndici: t.boolean,
  reads: t.array(t.string),
  result: t.unknown,
});

export type Invoked = t.TypeOf<typeof Report> & {
  /** Of the whole process, Node's own start among them. */
  readonly instructions: number | undefined;
  readonly requests: number;
};

/** What Lambda sets beside a function's own variables. `HOME` is an empty folder, so that nobody's `~/.aws` is met. */
const lambdaVariables = (home: string) => ({
  AWS_REGION: "eu-west-1",
  AWS_DEFAULT_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "AKIABENCH",
  AWS_SECRET_ACCESS_KEY: "bench",
  AWS_SESSION_TOKEN: "bench",
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  AWS_LAMBDA_FUNCTION_NAME: "bench",
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  _HANDLER: "index.handler",
  LAMBDA_TASK_ROOT: "/var/task",
  HOME: home,
  TZ: ":UTC",
  LANG: "en_US.UTF-8",
});

const valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"];

type Ended = { readonly report: string; readonly errors: string; readonly code: number | null };

const run = async (
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<Ended> => {
  const [program = "", ...args] = command;
  // Nobody reads the function's log: a pipe to this process would be part of what is measured.
  const child = spawn(program, args, { env, cwd, stdio: ["ignore", "ignore", "pipe", "pipe"] });
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  const [report, errors, code] = await Promise.all([
    text(child.stdio[3] as Readable),
    text(child.stdio[2] as Readable),
    ended,
  ]);
  process.off("exit", end);
  return { report, errors, code };
};

/** @throws Error when the function failed, or did not do its work */
export const invoke = async (
  subject: Pick<Subject, "name" | "bundle" | "extraRequests">,
  task: Task,
  { batch = 1, countsInstructions = false, ...options }: InvokeOptions = {},
): Promise<Invoked> => {
  const { path: home, remove } = makeTemporaryFolder("bench-function");
  const stage = await task.setStage();
  try {
    const plan: Plan = {
      bundle: subject.bundle,
      eventFile: join(home, "event.json"),
      invocations: 1,
      warmUps: 1,
      watchesReads: false,
      slowsClock: countsInstructions ? 50 : 1,
      ...options,
    };
    await writeFile(plan.eventFile, JSON.stringify(stage.toEvent(batch)));
    const node = [process.execPath, ...stage.nodeOptions, join(import.meta.dirname, "run-function.cjs")];
    const command = [...(countsInstructions ? valgrind : []), ...node, JSON.stringify(plan)];
    const ended = await run(command, { ...lambdaVariables(home), ...stage.environment }, home);
    const report = Report.decode(ended.report === "" ? undefined : JSON.parse(ended.report));
    if (ended.code !== 0 || E.isLeft(report))
      throw new Error(`${subject.name}, ${task.name}: ended with code ${ended.code}\n${ended.errors}`);
    const messages = batch * plan.invocations;
    const faults = task.findFaults({
      result: report.right.result,
      requests: stage.requests(),
      count: stage.count(),
      messages,
      extraRequests: subject.extraRequests,
    });
    if (plan.invocations > 0 && subject.name !== "nothing" && faults.length > 0)
      throw new Error(`${subject.name} does not do the work of ${task.name}: ${faults.join("; ")}`);
    const collected = /Collected : (\d+)/.exec(ended.errors)?.[1];
    return {
      ...report.right,
      instructions: collected === undefined ? undefined : Number(collected),
      requests: stage.count(),
    };
  } finally {
    await stage.stop();
    remove();
  }
};
