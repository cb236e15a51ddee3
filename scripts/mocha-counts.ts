// Reads how many tests passed and failed from what mocha's spec reporter printed.

export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

const inSummary = (output: string, word: string): number | undefined => {
  const found = new RegExp(String.raw`^\s+(\d+) ${word}`, "m").exec(output)?.[1];
  return found === undefined ? undefined : Number(found);
};

/** While mocha is still running: the lines of tests that have passed, and the numbered ones of those that failed. */
export const countSoFar = (output: string): Counts => ({
  passed: output.match(/^\s+✔ /gm)?.length ?? 0,
  failed: output.match(/^\s+\d+\) /gm)?.length ?? 0,
  skipped: output.match(/^\s+- /gm)?.length ?? 0,
});

/**
 * The counts of a run that has ended. A run that found no test, or that died before it counted its failures, has
 * failed once at least.
 */
export const countTests = (output: string, ok: boolean): Counts => {
  const passed = inSummary(output, "passing") ?? 0;
  const failed = inSummary(output, "failing") ?? 0;
  const succeeded = ok && passed > 0;
  return {
    passed,
    failed: succeeded ? failed : Math.max(failed, 1),
    skipped: inSummary(output, "pending") ?? 0,
  };
};

export const toSum = (counts: readonly Counts[]): string => {
  const sum = (key: keyof Counts): number => counts.reduce((total, each) => total + each[key], 0);
  const skipped = sum("skipped");
  return `${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
};
