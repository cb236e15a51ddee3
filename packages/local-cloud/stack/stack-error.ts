// What is wrong with a stack file: every problem found, one line each.

/** Thrown while a stack is loaded; each problem names the resource and the attribute it is about. */
export class StackError extends Error {
  override readonly name = "StackError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** Runs every step, and reports the problems of all of them together. Other errors pass straight through. */
export const allOrProblems = <T>(steps: readonly (() => T)[]): readonly T[] => {
  const problems = new Set<string>();
  const results: T[] = [];
  for (const step of steps) {
    try {
      results.push(step());
    } catch (error) {
      if (!(error instanceof StackError)) throw error;
      for (const problem of error.problems) problems.add(problem);
    }
  }
  if (problems.size > 0) throw new StackError([...problems]);
  return results;
};
