// Cold starts in instructions, which depend on nothing else that the machine does.
import { availableParallelism } from "node:os";
import { inParallel } from "../../prove/system/in-parallel.ts";
import { isNothing, type Case } from "./cases.ts";
import { names } from "../subject.ts";
import { figures } from "../figures.ts";
import { coreShare } from "../function/core-share.ts";
import { invoke, type InvokeOptions } from "../function/invoke.ts";
import type { BenchContext } from "../measure.ts";
import type { Samples } from "../sample.ts";
import { median } from "../statistics.ts";

const countOnce = async ({ task, subject }: Case, options: InvokeOptions): Promise<number> => {
  const { instructions } = await invoke(subject, task, { ...options, countsInstructions: true });
  if (instructions === undefined) throw new Error("valgrind says no number of instructions");
  return instructions / 1e6;
};

/** Of the rounds: they vary by one per cent, and take minutes. */
const share = 1 / 9;

type Kind = "init" | "whole";
const optionsOf: Readonly<Record<Kind, InvokeOptions>> = { init: { invocations: 0 }, whole: {} };
const keyOf = ({ task, subject }: Case, kind: Kind): string =>
  JSON.stringify([task.name, subject.name, kind]);

/** Millions of whole processes, by case and kind. */
const countAll = async (
  cases: readonly Case[],
  kinds: readonly Kind[],
  { rounds, progress }: BenchContext,
): Promise<ReadonlyMap<string, readonly number[]>> => {
  const counted = new Map<string, number[]>();
  const round = cases.flatMap((each) => kinds.map((kind) => ({ each, kind })));
  const runs = Array.from({ length: Math.ceil(rounds * share) }, () => round).flat();
  let done = 0;
  await inParallel(runs, availableParallelism(), async ({ each, kind }) => {
    progress.show(`instructions, ${done} of ${runs.length}: ${each.task.name}, ${each.subject.name}`);
    const key = keyOf(each, kind);
    const millions = await countOnce(each, optionsOf[kind]);
    // After the wait: with many cores another round's of the same may have come in between.
    counted.set(key, [...(counted.get(key) ?? []), millions]);
    done += 1;
  });
  return counted;
};

/** `isWeighed`: also as the share of a core would make them count. */
export const countInstructions = async (
  cases: readonly Case[],
  samples: Samples,
  context: BenchContext,
  isWeighed: boolean,
): Promise<void> => {
  const counted = await countAll(cases, isWeighed ? ["init", "whole"] : ["whole"], context);
  /** Without what Node does for a function that does nothing. */
  const ownOf = (each: Case, kind: Kind): readonly number[] => {
    const nothing = { ...each, subject: { ...each.subject, name: names.nothing } };
    const base = median(counted.get(keyOf(nothing, kind)) ?? []);
    return (counted.get(keyOf(each, kind)) ?? []).map((millions) => millions - base);
  };
  for (const each of cases.filter((other) => !isNothing(other))) {
    const inits = isWeighed ? ownOf(each, "init") : [];
    ownOf(each, "whole").forEach((whole, round) => {
      const init = inits[round];
      samples.add(each.task.name, each.subject.name, {
        [figures.instructions]: whole,
        [figures.weighed]: init === undefined ? undefined : init + (whole - init) / coreShare,
      });
    });
  }
};
