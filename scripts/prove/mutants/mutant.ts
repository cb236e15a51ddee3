// A mutant: the sources with one deliberate fault.

/** What is run on it: the simulation is quicker, but knows neither the API nor the stack. */
export type Proof = "simulation" | "processes";

export type Mutant = {
  /** What is wrong with it. */
  readonly name: string;
  /** From the repository's root. */
  readonly file: string;
  /** Stands in the file once. */
  readonly find: string;
  readonly replace: string;
  /** Where it is looked for first. */
  readonly first: Proof;
};

/** Throws unless the fault can be put at one place: a mutant that changes nothing would survive. */
export const mutate = (text: string, { name, file, find, replace }: Mutant): string => {
  const places = text.split(find).length - 1;
  if (places !== 1)
    throw new Error(
      `${file} has ${places} places for the mutant "${name}", not one: mend it in scripts/prove/mutants`,
    );
  return text.replace(find, () => replace);
};
