// `pnpm prove --mutants`: whether the proofs can fail. Each mutant is proven as the real sources are, until a check
// catches it; before, the sources themselves are, in such a copy, which must catch nothing.
import { join } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import type { Mode } from "../mode.ts";
import { toTable } from "../to-table.ts";
import { allMutants } from "./all-mutants.ts";
import type { Mutant, Proof } from "./mutant.ts";
import { withCopy } from "./mutated-copy.ts";
import { runProof } from "./run-proof.ts";

const root = join(import.meta.dirname, "../../..");

const inOrder = ({ first }: Mutant): readonly Proof[] =>
  first === "simulation" ? ["simulation", "processes"] : ["processes", "simulation"];

/** Undefined: it survived, as the sources without a mutant must. */
const findCatcher = async (
  mutant: Mutant | undefined,
  proofs: readonly Proof[],
): Promise<string | undefined> =>
  withCopy(root, mutant, async (copy) => {
    for (const proof of proofs) {
      const check = await runProof(copy, proof);
      if (check !== undefined) return `${proof}: ${check}`;
    }
    return undefined;
  });

const having = (part: string): readonly Mutant[] => allMutants.filter(({ name }) => name.includes(part));

const toPart = (text: string): string => {
  if (having(text).length === 0) throw new InvalidArgumentError(`No mutant has "${text}" in its name.`);
  return text;
};

export const mutantsMode: Mode = {
  flag: "mutants",
  description: "whether the proofs can fail: breaks the sources on purpose, in one way after the other",
  takes: [],
  options: [
    new Option("--mutant <name>", "with --mutants: those with this in their names").argParser(toPart),
  ],
  run: async ({ mutant: part = "" }, progress) => {
    const mutants: { readonly name: string; readonly caught_by: string | null }[] = [];
    const chosen = having(part);
    progress.show("the sources without a mutant");
    const control = await findCatcher(undefined, ["simulation", "processes"]);
    if (control !== undefined)
      throw new Error(`without a mutant the proof fails already, so that it says nothing of one: ${control}`);
    for (const [index, mutant] of chosen.entries()) {
      progress.show(`${index + 1} of ${chosen.length}: ${mutant.name}`);
      const caught_by = (await findCatcher(mutant, inOrder(mutant))) ?? null;
      progress.say(`${caught_by === null ? "SURVIVED" : "caught"}  ${mutant.name}`);
      mutants.push({ name: mutant.name, caught_by });
    }
    const survivors = mutants.filter(({ caught_by }) => caught_by === null).map(({ name }) => name);
    return {
      ok: survivors.length === 0,
      figures: { mutants, survivors },
      summary: [
        toTable(mutants.map(({ name, caught_by }) => ({ mutant: name, caught_by: caught_by ?? "nothing" }))),
        `${mutants.length} mutants, ${survivors.length} survivors`,
      ].join("\n\n"),
    };
  },
};
