// Values that refer to each other, each worked out once and when first asked for.
import { StackError } from "./stack-error.ts";

type Entry = {
  readonly compute: () => unknown;
  result?: { readonly value: unknown } | { readonly error: unknown };
};

const settle = (entry: Entry): NonNullable<Entry["result"]> => {
  try {
    return { value: entry.compute() };
  } catch (error) {
    // Kept, and thrown at everyone who asks.
    return { error };
  }
};

export const makeLazyValues = () => {
  const entries = new Map<string, Entry>();
  const underway: string[] = [];
  return {
    define: (target: string, compute: () => unknown): void => {
      entries.set(target, { compute });
    },
    targets: (): readonly string[] => [...entries.keys()],
    /** @throws StackError when `target` was not defined, or needs itself; `at` is who asks */
    get: (target: string, at: string): unknown => {
      const entry = entries.get(target);
      if (entry === undefined)
        throw new StackError([`${at}: refers to ${target}, which is not in the stack`]);
      if (entry.result === undefined) {
        if (underway.includes(target)) {
          const cycle = [...underway.slice(underway.indexOf(target)), target];
          throw new StackError([`${target}: refers to itself (${cycle.join(" → ")})`]);
        }
        underway.push(target);
        entry.result = settle(entry);
        underway.pop();
      }
      if ("error" in entry.result) throw entry.result.error;
      return entry.result.value;
    },
  };
};
